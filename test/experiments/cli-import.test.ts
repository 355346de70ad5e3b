// analects import, and ONNX files as networks of other commands.

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { imported, modelBytes, node, value, weights } from "../workloads/onnx/build.ts"
import { readModel } from "../workloads/onnx/models.ts"
import { inFolder, inProcess, json, once, refused, wrongUse } from "./cli.ts"

const PARTS = {
  input: [value("x", "n", "seq", 8)],
  initializer: [weights("w", 8, 6), weights("b", 6)],
  nodes: [node("MatMul", "x w", "m"), node("Add", "m b", "y")],
}

/** A folder with AlexNet and a model with open dimensions. */
const inModels = <T>(use: (folder: string) => Promise<T>) =>
  inFolder(async folder => {
    writeFileSync(join(folder, "alexnet.onnx"), readModel("light_bvlc_alexnet"))
    writeFileSync(join(folder, "open.onnx"), modelBytes(PARTS))
    return await use(folder)
  })

const lastLine = (text: string) => text.trimEnd().split("\n").at(-1)

describe.concurrent("import", () => {
  test("prints layers, what is no layer, and the totals", () =>
    inModels(async folder => {
      const { code, stdout, stderr } = await inProcess(folder, "import", "alexnet.onnx")
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout).toMatch(/n0 +Conv +CONV +96,3,224,224,11,11 +stride 4 /)
      expect(stdout).toMatch(/n4 +Conv +NGCONV +128,48,30,30,5,5 +2 groups /)
      expect(stdout).toMatch(/Relu +7 +vector work /)
      expect(stdout).toContain("opset 9: 8 layers, 655M MACs (654560384), 61M parameters (60965224)")
      expect(lastLine(stdout)).toBe("Every node with matrix products is a layer.")
    }))

  test("--json", () =>
    inModels(async folder => {
      const model = await json(folder, "import", "open.onnx", "--dim", "seq=5", "--batch", "3")
      expect(model).toMatchObject({
        model: "open",
        layers: [{ name: "m", op: "MatMul", kind: "GEMM", macs: 15 * 48, parameters: 48 }],
        uncosted: [{ op: "Add", reason: "vector work", nodes: 1, elements: 90 }],
        macs: 15 * 48,
        parameters: 54,
      })
    }))

  test("--csv is a network for other commands: the same costs as the model itself", () =>
    inModels(async folder => {
      const written = await inProcess(folder, "import", "alexnet.onnx", "--csv", "net.csv")
      expect(written).toMatchObject({ code: 0, stdout: "", stderr: "8 layers written to net.csv\n" })
      expect(readFileSync(join(folder, "net.csv"), "utf8").split("\n")[1]).toBe("n0,96,3,224,224,11,11,1,1,1,4,4")
      const costs = (network: string) => json(folder, "table", "-n", network, "-d", "dla")
      const [csv, onnx] = [await costs("net.csv"), await costs("alexnet.onnx")]
      expect({ ...csv, network: "" }).toEqual({ ...onnx, network: "" })
      expect(onnx.layers[0]).toMatchObject({ K: 96, Y: 224, beyond: "stride 4" })
      const flat = await inProcess(folder, "import", "alexnet.onnx", "--flatten-strides", "--csv", "-")
      expect(flat.stdout.split("\n")[1]).toBe("n0,96,3,224,224,11,11,1,1,1,1,1")
    }))

  test("--mapping costs the network's MACs in profile physical", () =>
    inModels(async folder => {
      await inProcess(folder, "import", "alexnet.onnx", "--mapping", "net.m", "--dataflow", "rs", "--pe", "32")
      const report = await json(folder, "cost", "net.m", "--pes", "32")
      expect(report.totals.macs).toBe(654_560_384)
      expect(report.layers.map((l: { name: string }) => l.name)).toContain("n0")
    }))

  test("a network command says what it leaves out, and how to set open dimensions", () =>
    inFolder(async folder => {
      const nodes = [node("Sorcery", "m", "s"), node("MatMul", "s v", "t"), ...PARTS.nodes]
      const parts = { ...PARTS, initializer: [...PARTS.initializer, weights("v", 6, 6)], nodes }
      writeFileSync(join(folder, "open.onnx"), modelBytes(parts))
      writeFileSync(join(folder, "odd.onnx"), modelBytes({ ...parts, input: [value("x", 1, 4, 8)] }))
      const odd = await inProcess(folder, "table", "-n", "odd.onnx", "--json")
      expect(odd.code).toBe(0)
      expect(odd.stderr).toMatch(
        /^odd.onnx: not costed: Sorcery × 1 \(unknown operator\); MatMul × 1 \(unknown shape: /,
      )
      const open = await inProcess(folder, "table", "-n", "open.onnx")
      expect(open.code).toBe(3)
      expect(open.stderr).toContain('leaves dimensions open: "seq" (input x); give --dim seq=NUMBER to analects import')
    }))
})

/** Two numbers in another file. */
const shape = (location: string, offset: string) => ({
  name: "s",
  dims: [2],
  dataType: 7,
  dataLocation: 1,
  externalData: [
    { key: "location", value: location },
    { key: "offset", value: offset },
  ],
})

const parts = (location: string, offset = "8") => ({
  input: [value("x", 4, 4)],
  initializer: [shape(location, offset), weights("w", 8, 1)],
  nodes: [node("Reshape", "x s", "v"), node("MatMul", "v w", "y")],
})

describe.concurrent("wrong input", () => {
  test.each([
    [["nothing.onnx"], "nothing.onnx cannot be read: there is no such file"],
    [["text.onnx"], "text.onnx is cut short, damaged or no ONNX model"],
    [["text.onnx", "--batch", "0"], "--batch is 0, expected an integer of at least 1"],
  ])("%s", async (args, message) => {
    expect(await once(["import", ...args], { "text.onnx": "K,C,Y,X,R,S,T\n" })).toEqual(refused(message))
  })

  test("wrong use", async () => {
    const files = { "a.onnx": "" }
    expect(await once(["import", "a.onnx", "--dim", "seq"], files)).toMatchObject(
      wrongUse("expected NAME=NUMBER") as object,
    )
    expect(await once(["import", "a.onnx", "--json", "--csv", "-"], files)).toMatchObject(
      wrongUse("choose one") as object,
    )
  })

  test("data in other files: read beside the model, never outside its folder", () =>
    inFolder(async folder => {
      mkdirSync(join(folder, "model"))
      expect(() => imported(parts("data"))).not.toThrow()
      const data = new Uint8Array(BigInt64Array.of(0n, 2n, 8n).buffer)
      writeFileSync(join(folder, "model/data"), data)
      writeFileSync(join(folder, "secret"), data)
      symlinkSync("../secret", join(folder, "model/link"))
      symlinkSync("..", join(folder, "model/up"))
      symlinkSync("/dev/zero", join(folder, "model/zero"))
      const run = async (location: string, offset?: string) => {
        writeFileSync(join(folder, "model/m.onnx"), modelBytes(parts(location, offset)))
        const { code, stdout, stderr } = await inProcess(folder, "import", "model/m.onnx", "--json")
        return code === 0 ? JSON.parse(stdout).macs : stderr
      }
      expect(await run("data")).toBe(16)
      for (const place of ["link", "up/secret", "zero"])
        expect(await run(place), place).toContain("outside the model's folder")
      expect(await run("../secret")).toContain("expected a file in the model's folder")
      expect(await run("data", "16")).toContain("has 24 bytes, expected 16 from byte 16")
      expect(await run("missing")).toContain("there is no such file")
    }))
})
