// Compiles what it is sent, in a thread of its own, so that a compilation that never ends can be ended.
// Must not judge the answer.
import { parentPort } from "node:worker_threads";
import { compile, formatDiagnostics } from "reqon";

parentPort?.on("message", async ({ files, answer }) => {
  try {
    const { files: output, diagnostics } = await compile(files, { runtime: "package" });
    formatDiagnostics(diagnostics, files, { color: true });
    const found = diagnostics.map(({ code, severity, span, related }) => ({
      code,
      severity,
      spans: [span, ...related.map((each) => each.span)],
    }));
    answer.postMessage({ modules: Object.keys(output), diagnostics: found });
  } catch (error) {
    answer.postMessage({ crash: error instanceof Error ? error.stack : String(error) });
  }
});
