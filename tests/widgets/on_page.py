"""What of a widget is on the page: its error, if there is one, and its picture."""


def on_page(widget):
    alert, picture = widget.children[-2:]
    return alert.value + picture.view["svg"]
