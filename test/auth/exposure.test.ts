// «Security best practices»: a credentials file that others can get at is warned about, with the command that mends it.
import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Folder, json, newFolder, newServer } from "./support.js";

const name = "my credentials.json";

async function repository(): Promise<Folder> {
  const api = await newServer((_request, response) => json(response, 200, [{ id: 1 }]));
  const folder = newFolder({
    "mission.vague": `source API { auth: bearer, base: "${api.origin}" }\naction Fetch { get "/items" }\n`,
    [name]: '{ "API": { "token": "the-secret-token" } }',
  });
  shell(folder, "git init --quiet");
  return folder;
}

function shell(folder: Folder, command: string): string {
  return execFileSync("sh", ["-c", command], {
    cwd: folder.path,
    encoding: "utf8",
    env: { ...process.env, HOME: folder.path },
  });
}

const run = async (folder: Folder): Promise<string> => {
  const { code, stderr } = await folder.reqon(["mission.vague", "--auth", name]);
  expect(code).toBe(0);
  expect(stderr).not.toContain("the-secret-token");
  return stderr;
};

/** The command that the warning of `code` tells the user to run. */
function mending(stderr: string, code: string): string {
  return new RegExp(`warning\\[${code}\\].*\\n.*help: run: (.*?)(?:;.*)?\\n`).exec(stderr)?.[1] ?? "";
}

describe("a credentials file", () => {
  it("that only its owner can read, and git does not track, gets no warning", async () => {
    expect(await run(await repository())).not.toContain("warning");
  });

  it("that git tracks is warned about until the command given was run", async () => {
    const folder = await repository();
    shell(folder, `git add '${name}'`);
    const stderr = await run(folder);
    expect(stderr).toContain(`${name} are tracked by git`);
    expect(stderr).toContain("replace the credentials, since the history keeps the old ones");
    shell(folder, mending(stderr, "RQ5509"));
    expect(await run(folder)).not.toContain("warning");
    expect(shell(folder, "git status --porcelain --untracked-files=all")).not.toContain(name);
  });

  it.each([0o644, 0o640, 0o604])("with mode %o is warned about until the command given was run", async (mode) => {
    const folder = await repository();
    chmodSync(folder.at(name), mode);
    const stderr = await run(folder);
    expect(stderr).toContain(`can be read by other users of this machine (mode ${mode.toString(8)})`);
    shell(folder, mending(stderr, "RQ5510"));
    expect(await run(folder)).not.toContain("warning");
  });

  it("has company: what a run keeps lies in .reqon, which git does not see", async () => {
    const folder = await repository();
    const source = folder.read("mission.vague").split("action")[0];
    const rest = 'store items: file("items")\naction Fetch { get "/items" store response -> items }\n';
    folder.write({ "mission.vague": `${source}${rest}` });
    await run(folder);
    expect(folder.read(".reqon/.gitignore")).toBe("*\n");
    expect(shell(folder, "git status --porcelain --untracked-files=all")).not.toContain(".reqon");
  });
});
