"""What Sphinx is told. Warnings are errors: see `tools.site.build`."""

import os

project = "An interactive textbook on the LSTM"
author = "The authors of lstm_teach"
extensions = [
    "myst_nb",
    "sphinx_copybutton",
    "tools.site.pages",
    "tools.site.answers",
    "tools.site.folds",
    "tools.site.pictures",
    "tools.site.live",
    "tools.site.formulas",
    "tools.site.launch",
]
root_doc = "index"
exclude_patterns = ["**.ipynb_checkpoints"]
nb_execution_mode = "off"
nb_merge_streams = True
nb_mime_priority_overrides = [("html", "text/html", 0)]
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_dmath_double_inline = True
myst_heading_anchors = 4
html_theme = "furo"
html_title = project
html_show_sourcelink = False
html_show_sphinx = False
html_copy_source = False
html_use_index = False
html_static_path = ["static", os.environ["LSTM_SITE_KATEX"], os.environ["LSTM_SITE_WIDGETS"]]
html_css_files = ["katex.min.css", "picture.css", "book.css"]
SCRIPTS = ("book.js", "picture.js", "console.js", "live.js", "answers.js", "ask.js")
html_js_files = [(name, {"loading_method": "defer"}) for name in SCRIPTS]
html_favicon = "static/icon.svg"
html_math_renderer = "katex"
katex_script = os.environ["LSTM_SITE_KATEX_SCRIPT"]
# Both reach a contrast of 7 to 1 on furo's backgrounds.
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
copybutton_exclude = ".linenos, .gp, .go"
repository = os.environ.get("LSTM_SITE_REPOSITORY", "")
lite = bool(os.environ.get("LSTM_SITE_LITE"))
live_folder = os.environ["LSTM_SITE_LIVE"]
answers_folder = os.environ["LSTM_SITE_ANSWERS"]
