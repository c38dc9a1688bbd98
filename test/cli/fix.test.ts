// `reqonc check --fix` and `--max-warnings`.
import { chmodSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applyFixes } from "../../compiler/cli/apply-fixes.js";
import { type Diagnostic, diagnostic } from "../../compiler/diagnostics.js";
import { workspace } from "./support.js";

const wrong = `mission Sync {
  source API { base: "https://api.example.com", Allow_HTTP: true };
  store orders: memory("orders")
  action Load {
    get "/orders/\${id}" { params: {,page: 1 } }
    for o in response where o.a===1&&o.b || o.c { store o -> ORDERS }
    store response -> ordrs
  }
}
`;
const mended = `mission Sync {
  source API { base: "https://api.example.com", allowHttp: true }
  store orders: memory("orders")
  action Load {
    get "/orders/{id}" { params: {page: 1 } }
    for o in response where o.a==1 and o.b or o.c { store o -> orders }
    store response -> ordrs
  }
}
`;

describe("check --fix", () => {
  it("mends what can only be meant, and leaves guesses to the reader", async () => {
    const { reqonc, read } = workspace({ "sync.vague": wrong });
    const { code, out, err } = await reqonc(["check", "sync.vague", "--fix"]);
    expect(read("sync.vague")).toBe(mended);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err.match(/RQ\d+/g)).toEqual(["RQ2007", "RQ2003"]);
    expect(err).toContain("8 mistakes fixed in 1 file; 2 errors in 1 file\n");
    expect((await reqonc(["check", "sync.vague", "--fix"])).err).toContain("nothing fixed; 2 errors in 1 file\n");
  });

  it("reaches every file of a program, and touches no other", async () => {
    const { reqonc, read } = workspace({
      "app/mission.vague":
        'import { orders } from "../shared/stores"\nmission App { source API { base: "https://x.example" }; run Load }\n',
      "app/load.vague": 'action Load { get "/orders"; store response -> Orders }\n',
      "shared/stores.vague": 'store orders: memory("orders");\n',
      "other.vague": "mission Other { };\n",
    });
    const { code, err } = await reqonc(["check", "app", "--fix"]);
    expect({ code, err }).toEqual({ code: 0, err: "4 mistakes fixed in 3 files; no mistakes in 3 files\n" });
    expect(read("app/load.vague")).toBe('action Load { get "/orders" store response -> orders }\n');
    expect(read("shared/stores.vague")).toBe('store orders: memory("orders")\n');
    expect(read("other.vague")).toBe("mission Other { };\n");
  });

  it("keeps byte-order marks, CRLF and a missing line end", async () => {
    const { reqonc, read } = workspace({ "sync.vague": `\uFEFF${wrong.trimEnd().replaceAll("\n", "\r\n")}` });
    await reqonc(["check", "sync.vague", "--fix"]);
    expect(read("sync.vague")).toBe(`\uFEFF${mended.trimEnd().replaceAll("\n", "\r\n")}`);
  });

  it("applies one of two fixes that overlap, and the other when it is still one", () => {
    const fix = (start: number, end: number, text: string): Diagnostic => {
      const span = { file: "m.vague", start, end };
      return diagnostic("RQ1012", span, {}, { fix: { title: "", span, text, safe: true } });
    };
    const files = { "m.vague": "abcdef", "other.vague": "abcdef" };
    const all = [fix(3, 5, "3"), fix(0, 2, "0"), fix(1, 4, "1"), fix(5, 6, "5")];
    expect(applyFixes(files, all)).toEqual({ files: { ...files, "m.vague": "0c35" }, count: 3 });
  });

  it.each([
    [["sync.vague", "--fix"], "--fix goes with check"],
    [["check", "-", "--fix"], "--fix needs files to write to"],
  ])("is refused where there is nothing to write: %j", async (args, message) => {
    const { reqonc, read } = workspace({ "sync.vague": wrong });
    expect(await reqonc(args, { input: wrong })).toMatchObject({ code: 2, err: expect.stringContaining(message) });
    expect(read("sync.vague")).toBe(wrong);
  });

  it("says so when a file cannot be written", async () => {
    const { reqonc, read, path } = workspace({ "sync.vague": wrong });
    chmodSync(path(".."), 0o755);
    chmodSync(path("."), 0o555);
    const { code, err } = await reqonc(["check", "sync.vague", "--fix"], { user: 65534 });
    chmodSync(path("."), 0o755);
    expect(err).toMatch(/cannot write .*sync\.vague/);
    expect(code).toBe(2);
    expect(read("sync.vague")).toBe(wrong);
  });
});

describe("--max-warnings", () => {
  const warned = `mission Sync {
  source API { base: "https://api.example.com", auth: bearer, token: "sk_live_1" }
  action Load { get "/orders" }
}
`;
  it("fails when there are more, for a check and for a build", async () => {
    const { reqonc, has } = workspace({ "sync.vague": warned });
    const allowed = await reqonc(["check", "sync.vague", "--max-warnings", "1"]);
    expect(allowed).toMatchObject({ code: 0, err: expect.stringContaining("1 warning in 1 file\n") });
    const checked = await reqonc(["check", "sync.vague", "--max-warnings", "0"]);
    expect(checked).toMatchObject({
      code: 1,
      err: expect.stringMatching(/1 warning in 1 file; --max-warnings allows 0\n$/),
    });
    const built = await reqonc(["sync.vague", "-o", "out", "--max-warnings=0"]);
    expect(built).toMatchObject({
      code: 1,
      err: expect.stringMatching(/1 warning; --max-warnings allows 0; nothing was written\n$/),
    });
    expect(has("out")).toBe(false);
  });

  it("takes a number only", async () => {
    const { reqonc } = workspace({ "sync.vague": warned });
    expect(await reqonc(["check", "sync.vague", "--max-warnings", "few"])).toMatchObject({
      code: 2,
      err: "reqonc: --max-warnings: few is no number\n  = help: write --max-warnings 0 to allow none\n",
    });
  });
});
