"""What holds for the parts of every widget: where they are, and that a touch is the inverse of a drawing."""

from lstm_teach.widgets.picture import Touch
from tests.draw.pictures import NS, parse


def check_parts(widget, rng, handles=6):
    """Boxes are in the picture and apart; a slider gives back its value, and settings take any place."""
    parts, state = widget.parts, widget.state
    width, height = widget.drawing.width, widget.drawing.height
    assert len({part.key for part in parts}) == len(parts)
    assert sum(part.kind == "handle" for part in parts) <= handles
    for n, part in enumerate(parts):
        left, top, w, h = part.box
        assert -1e-6 <= left <= left + w <= width + 1e-6, part
        assert -1e-6 <= top <= top + h <= height + 1e-6, part
        assert all((part.label, part.text, part.tip)), part
        for lower in parts[:n]:
            apart = gap(part.box, lower.box) > -0.01
            assert apart or (part.kind == "handle" and lower.kind == "lane"), (part, lower)
        if part.role == "slider":
            value = getattr(state, part.setting)
            assert part.now == value
            assert (part.low, part.high) == state.limits(part.setting)
            x = place_of(part, value) if part.kind == "lane" else part.middle[0]
            assert part.value_at(x, part.middle[1]) == value, part
        if part.value_at is not None:
            anywhere = part.value_at(rng.uniform(0, width), rng.uniform(0, height))
            changed = widget._changed({part.setting: anywhere})  # the settings check it
            assert getattr(changed, part.setting) == anywhere, part
            assert anywhere == (anywhere if isinstance(anywhere, str) else round(anywhere, 3))


def place_of(lane, t):
    """Return where a step is drawn on a lane."""
    left, _, width, _ = lane.box
    return left + (t - lane.low + 0.5) * width / (lane.high - lane.low + 1)


def gap(a, b):
    """Return how far two boxes are apart; less than 0 if they overlap."""
    return max(max(p, q) - min(p + w, q + v) for p, w, q, v in zip(a[:2], a[2:], b[:2], b[2:], strict=True))


def drag(widget, key, dx=0.0, dy=0.0):
    """Drag a part from its middle."""
    x, y = next(part for part in widget.parts if part.key == key).middle
    widget.touch(Touch("down", key, x, y))
    widget.touch(Touch("move", key, x + dx / 2, y + dy / 2))
    widget.touch(Touch("up", key, x + dx, y + dy))


def placed_texts(svg):
    """Return (text, x, y) of every text, in the whole picture's units."""
    found = []

    def walk(element, x, y):
        move = element.get("transform", "")
        if move.startswith("translate("):
            dx, dy = map(float, move[len("translate(") : -1].split())
            x, y = x + dx, y + dy
        if element.tag == f"{NS}text":
            found.append((element.text or "", x + float(element.get("x")), y + float(element.get("y"))))
        for child in element:
            walk(child, x, y)

    walk(parse(svg), 0.0, 0.0)
    return found


def texts_in(widget, key):
    """Return the texts that begin, end or have their middle in the box of a part."""
    part = next(part for part in widget.parts if part.key == key)
    return [text for text, x, y in placed_texts(widget.picture) if part.holds(x, y)]
