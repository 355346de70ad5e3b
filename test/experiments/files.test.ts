// Whole files: what a write leaves behind at names that are not plain files.

import { execFileSync, spawn } from "node:child_process"
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { describe, expect, test } from "vitest"
import { writeFileAtomic } from "../../experiments/files.ts"
import { inFolder } from "./cli.ts"

describe.skipIf(process.platform === "win32")("writeFileAtomic", () => {
  test.each(["real.txt", "not-there-yet.txt"])("a symbolic link stays, %s behind it is written", async name => {
    await inFolder(
      async folder => {
        mkdirSync(join(folder, "links"))
        symlinkSync(join("..", name), join(folder, "links", "first"))
        symlinkSync("first", join(folder, "links", "second"))
        writeFileAtomic(join(folder, "links", "second"), "new")
        expect(readFileSync(join(folder, name), "utf8")).toBe("new")
        expect(lstatSync(join(folder, "links", "second")).isSymbolicLink()).toBe(true)
        expect(readdirSync(join(folder, "links"))).toEqual(["first", "second"])
        expect(readdirSync(folder).filter(n => n.endsWith(".tmp"))).toEqual([])
      },
      { "real.txt": "old" },
    )
  })

  test("a pipe takes the data and stays", async () => {
    await inFolder(async folder => {
      const pipe = join(folder, "pipe")
      execFileSync("mkfifo", [pipe])
      const reader = spawn("cat", [pipe])
      writeFileAtomic(pipe, "through")
      expect(await text(reader.stdout)).toBe("through")
      expect(lstatSync(pipe).isFIFO()).toBe(true)
    })
  })

  test("a link that leads to itself, or to a folder, is bad input", async () => {
    await inFolder(async folder => {
      symlinkSync("loop", join(folder, "loop"))
      expect(() => writeFileAtomic(join(folder, "loop"), "")).toThrow("loop cannot be written")
      symlinkSync(".", join(folder, "folder"))
      expect(() => writeFileAtomic(join(folder, "folder"), "")).toThrow("folder cannot be written: it is a folder")
    })
  })
})
