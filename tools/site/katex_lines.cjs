// One formula a line comes in as JSON, one answer a line goes out: HTML to look at, and MathML to be read aloud.
const katex = require(process.argv[2]);
const lines = require("node:readline").createInterface({ input: process.stdin });
lines.on("line", line => {
  const { tex, display } = JSON.parse(line);
  try {
    const html = katex.renderToString(tex, { displayMode: display, strict: "error", throwOnError: true });
    console.log(JSON.stringify({ html }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.message ?? error) }));
  }
});
