"""What of a widget is on the page: its error, if there is one, and its picture."""

from lstm_teach.widgets.picture import Picture


def on_page(widget):
    place = next(n for n, child in enumerate(widget.children) if isinstance(child, Picture))
    alert, picture = widget.children[place - 1 : place + 1]
    return alert.value + picture.view["svg"]
