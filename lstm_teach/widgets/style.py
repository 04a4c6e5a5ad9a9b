"""How controls look: in less room than ipywidgets takes, and seen on a light and on a dark ground."""

from lstm_teach.widgets.controls import CLASS, KEPT, STEPS, WIDE_READOUT

# A drop-down's mark that is seen on a light and on a dark ground; ipywidgets has a black one.
MARK = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 18 18'%3E"
    "%3Cpath d='M5 7l4 4 4-4' fill='none' stroke='%23808080' stroke-width='2'/%3E%3C/svg%3E"
)
# Less room around numbers, words and buttons than ipywidgets leaves, so that two rows are enough; a
# slider's name clear of its handle, whose edge is seen on a light ground too.
STYLE = (
    f"<style>.{CLASS}{{--jp-widgets-inline-width-tiny:46px;--jp-widgets-input-padding:2px;"
    f"--jp-widgets-inline-margin:3px}}.{WIDE_READOUT}{{--jp-widgets-inline-width-tiny:68px}}"
    f".{CLASS} .jupyter-button{{padding-left:6px;padding-right:6px}}"
    f".{CLASS} .{STEPS} .jupyter-button{{padding:0;font-size:11px;line-height:13px}}"
    f".{CLASS} .{KEPT} .jupyter-button{{height:22px;line-height:22px;font-size:12px;padding:0 5px}}"
    f".{CLASS} .widget-slider .widget-label{{margin-right:9px}}"
    f".{CLASS} .noUi-handle{{border-color:var(--jp-ui-font-color2,#757575)!important}}"
    f".{CLASS} .widget-checkbox input{{position:relative;top:2px}}"
    f'.{CLASS} .widget-dropdown>select{{background-image:url("{MARK}")}}</style>'
)
