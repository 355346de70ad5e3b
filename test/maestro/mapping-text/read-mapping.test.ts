// The mapping reader: what it reads, what it says about errors, and what the reference would do at them.

import { expect, test } from "vitest"
import { closedDataflow } from "../../../src/maestro/mapping-text/mapping.ts"
import { ReaderStop, TextError } from "../../../src/maestro/mapping-text/problems.ts"
import { readMapping } from "../../../src/maestro/mapping-text/read-mapping.ts"
import { thrown } from "../compat.ts"

const LAYER = `Type: CONV
Stride { X: 2, Y: 2 }
Dimensions { K: KK, C: 8, Y: 10, X: 10, R: 3, S: 3 }
Dataflow {
SpatialMap(1,1) K;
TemporalMap(Tile,Tile) C;
TemporalMap(Sz(R),1) Y;
Cluster(4, P);
SpatialMap(1,1) C;
}`
const text = `Constant KK 12; // channels
Constant Tile 4;
Network net {
Layer first {
${LAYER}
}
Layer second {
${LAYER}
}
}
`

/** Messages for people, one per problem. */
function problemsOf(source: string): string[] {
  const error = thrown(() => readMapping(source, { file: "m.m" }))
  return error instanceof TextError ? error.message.split("\n") : [`no text error but ${error}`]
}

/** How the reference ends: exit code and output. */
function endOf(source: string): string {
  const error = thrown(() => readMapping(source, { file: "m.m", strict: true }))
  if (error === null) return "0"
  if (!(error instanceof ReaderStop)) return `no stop but ${error}`
  return `${error.end.exitCode} ${error.end.output.replaceAll("\n", "|")}`
}

const BODY = "Dimensions { K: 1, C: 1, Y: 3, X: 3, R: 3, S: 3 } Dataflow { SpatialMap(1,1) K; }"

/** Names of the layers of a text. */
function namesOf(source: string): string[] {
  return readMapping(source).layers.map(l => l.layer.name)
}

test("constants, names, strides and directives as written", () => {
  const mapping = readMapping(text)
  expect(mapping.network).toBe("net")
  expect(mapping.constants).toEqual({ KK: 12, Tile: 4 })
  expect(mapping.layers.map(l => l.layer.name)).toEqual(["first", "second"])
  const [first] = mapping.layers
  expect(first.layer.dimensions.map(d => [d.name, d.size, d.stride])).toEqual([
    ["K", 12, 1],
    ["C", 8, 1],
    ["Y", 10, 2],
    ["X", 10, 2],
    ["R", 3, 1],
    ["S", 3, 1],
  ])
  expect(first.dataflow[1]).toEqual({
    kind: "temporal",
    dim: "C",
    size: { parameter: "Tile" },
    offset: { parameter: "Tile" },
  })
  expect(first.dataflow[2]).toEqual({ kind: "temporal", dim: "Y", size: { sizeOf: "R" }, offset: 1 })
  expect(first.dataflow[3]).toEqual({ kind: "cluster", size: 4 })
  expect(closedDataflow(first, mapping)).toEqual(first.closed)
})

test("a constant that changes in the file is read as the number it had", () => {
  const { constants, layers } = readMapping(`${text}Constant Tile 2;\n`)
  expect(constants).toEqual({ KK: 12 })
  expect(layers[0].dataflow[1]).toMatchObject({ size: 4, offset: 4 })
})

test("quirk 20: the layer's name is whatever name was read last", () => {
  expect(namesOf(`Network { Layer { Type: CONV ${BODY} } }`)).toEqual(["Layer"])
  expect(namesOf(`Constant A 4; Network { Layer { Type: CONV ${BODY} } }`)).toEqual(["A"])
  expect(namesOf(`Network { Layer a b { ${BODY} Type: CONV } }`)).toEqual(["S"])
  expect(namesOf(`Network { Layer a { Type: CONV ${BODY} } Layer { Type: CONV ${BODY} } }`)).toEqual(["a", "S"])
  expect(namesOf(`Network { Layer a { Type: CONV Type: GEMM ${BODY} } }`)).toEqual(["Layer"])
})

test("quirk 22: Sz() takes the last of repeated dimensions", () => {
  const source = "Network { Layer a { Type: CONV Dimensions { K: 8, K: 5 } Dataflow { SpatialMap(Sz(K),1) K; } } }"
  const [{ dataflow }] = readMapping(source).layers
  expect(dataflow[0]).toMatchObject({ size: 5 })
})

test("found by fuzzing: a dimension repeated after the Sz() that took it", () => {
  const source =
    "Network { Layer a { Type: CONV Dimensions { K: 8 } Dataflow { SpatialMap(Sz(K),1) K; } Dimensions { K: 5 } } }"
  const [{ dataflow, closed }] = readMapping(source).layers
  expect([dataflow[0], closed[0]]).toMatchObject([{ size: 8 }, { size: 8 }])
})

test("sections repeat and append; several networks concatenate", () => {
  const one = "Dimensions { K: 8 } Dimensions { C: 5 } Dataflow { SpatialMap(1,1) K; } Dataflow { Cluster(2, L); }"
  const layer = `Layer a { Type: GEMM ${one} }`
  const { network, layers } = readMapping(`Network a b { ${layer} } Network c { ${layer} ${layer} }`)
  expect([network, layers.length]).toEqual(["c", 3])
  expect(layers[0].layer.dimensions.length).toBe(2)
  expect(layers[0].dataflow.length).toBe(2)
})

test("all problems of a file at once, each with its place", () => {
  const source = text
    .replace("Type: CONV", "Type: CNV")
    .replace("TemporalMap(Tile,Tile)", "TemporalMap(Tle,0)")
    .replace("Cluster(4, P)", "Cluster(4)")
    .replace("Layer second", "Layr second")
  expect(problemsOf(source)).toEqual([
    'm.m:5:7: found "CNV", expected one of CONV, DSCONV, NGCONV, GEMM, TRCONV; did you mean CONV?',
    'm.m:10:13: found "Tle", expected a size: a positive integer, a constant or Sz(dimension); did you mean Tile?',
    'm.m:10:17: found "0", expected an offset: a positive integer, a constant or Sz(dimension)',
    'm.m:13:1: found "SpatialMap", expected the cluster type, P or L',
    'm.m:16:1: found "Layr", expected Layer or }; did you mean Layer?',
  ])
})

test.each<[string, string, string, string]>([
  ["an unknown section", "Stride {", "Strid {", '6:1: found "Strid", expected Type, Stride, Dimensions, Dataflow or }'],
  ["a size of zero", "C: 8", "C: 0", '7:24: found "0", expected the size of C, a positive integer'],
  ["a size beyond 31 bits", "C: 8", "C: 4294967295", "7:24: 4294967295 does not fit into 31 bits"],
  ["a stride of zero", "X: 2", "X: 0", '6:13: found "0", expected a stride of at least 1'],
  [
    "Sz of what is not declared",
    "Sz(R)",
    "Sz(Q)",
    "11:16: Sz(Q): no such dimension; declared before it: K, C, Y, X, R, S",
  ],
  ["a glued brace", "Dataflow {", "Dataflow{", '8:1: "Dataflow{": a brace must stand alone'],
  [
    "a partial filter",
    "TemporalMap(Sz(R),1) Y",
    "TemporalMap(2,2) R",
    "11:18: TemporalMap(2,2) R: the size must equal the dimension size of R, 3",
  ],
  ["a fully connected layer", "Type: CONV", "Type: FC", "5:7: layers of type FC cannot be analysed; write"],
  [
    "an unknown directive",
    "Cluster(4",
    "Klaster(4",
    '12:1: found "Klaster", expected TemporalMap, SpatialMap, Cluster or }; did you mean Cluster?',
  ],
  ["a missing dimension name", ") Y;", ");", '12:1: found "Cluster", expected the dimension of this TemporalMap'],
  ["a bad cluster type", "4, P", "4, Z", '12:12: found "Z", expected the cluster type, P or L'],
  ["a constant that is no number", "Tile 4", "Tile x", '2:15: found "x", expected an integer'],
])("one problem: %s", (_name, from, to, message) => {
  const [first] = problemsOf(text.replace(from, to))
  expect(first).toContain(`m.m:${message}`)
})

test("a missing brace is reported where the next layer starts", () => {
  const source = text.replace("}\n}\nLayer second", "}\nLayer second")
  expect(problemsOf(source)).toEqual(['m.m:15:1: found "Layer", expected } at the end of the layer before'])
})

test("the end of the file", () => {
  expect(problemsOf(text.slice(0, text.lastIndexOf("}")))).toEqual([
    "m.m:28:1: the file ends where Layer or } is expected",
  ])
})

test("line ends of other systems are read for people, not by the reference", () => {
  expect(readMapping(text.replaceAll("\n", "\r\n")).layers.length).toBe(2)
  expect(endOf(text.replaceAll("\n", "\r\n"))).toMatch(/^255 /)
})

test("warnings for what is probably not meant", () => {
  const source = `Netwrk x\n${text.replace("C: 8", "C: -8").replace("Cluster(4", "Cluster(4.5").replace("Type: CONV", "Type: TRCONV")}`
  expect(readMapping(source).warnings.map(w => w.message)).toEqual([
    '"Netwrk" is ignored: expected Network or Constant; did you mean Network?',
    '"x" is ignored: expected Network or Constant',
    "TRCONV is costed like CONV: the input is not dilated",
    "the minus sign before 8 is ignored",
    '"4.5" reads as 4',
  ])
})

const PARSE = (line: number) => `[MAESTRO Parser] Parse error at line number ${line} in target file m.m|`

test.each<[string, string, string]>([
  ["nothing wrong", text, "0"],
  ["no type", text.replace("Type: CONV", ""), `255 ${PARSE(16)}`],
  ["a type it cannot analyse", text.replace("Type: CONV", "Type: LSTM"), `255 ${PARSE(16)}`],
  ["such a type after a good one", text.replace("Type: CONV", "Type: CONV Type: POOL"), "0"],
  ["a stride of zero", text.replace("X: 2", "X: 0"), `255 [Error] Stride must be a positive integer value|${PARSE(7)}`],
  ["Sz of nothing as an offset", text.replace("Sz(R),1", "1,Sz(Q)"), `255 ${PARSE(12)}`],
  ["no dataflow in the first layer", text.replace(/Dataflow {[^}]*}/, ""), "139 "],
  ["no dataflow in another layer", text.replace(/(Dataflow {[^}]*}[^]*)Dataflow {[^}]*}/, "$1"), "0"],
  ["a bad cluster type", text.replace("4, P", "4, Z"), "0"],
  ["a bad cluster type and a parse error", text.replace("4, P", "4"), `255 ${PARSE(14)}`],
  ["an unfinished file", "Network {\n// a\n", `255 ${PARSE(4)}`],
  ["an unfinished constant", "Constant A", `255 ${PARSE(2)}`],
  [
    "numbers of processing elements",
    "Accelerator { PE { NumPEs 0 } }",
    `255 The number of PEs needs to be an integer larger than 0. Given number of PEs: 0|${PARSE(1)}`,
  ],
  [
    "a closed accelerator",
    "Accelerator { Buffer { L2 4 } DistributionNoC { a { Bandwidth 4 } } \n }",
    `255 ${PARSE(2)}`,
  ],
])("the reference and %s", (_name, source, end) => {
  expect(endOf(source)).toBe(end)
})

test("messages obey no control characters of the file, and quote no more than a word", () => {
  const escape = "\u001b[31m"
  expect(() => readMapping(`Network n { ${escape} }`, { file: "a\u0007.m" })).toThrow(
    'a\\x07.m:1:13: found "\\x1b[31m", expected Layer or }',
  )
  expect(() => readMapping(`Network n { ${"x".repeat(1e5)} }`)).toThrow(
    new RegExp(`^.{0,40}"x{60}…", expected .{0,40}$`),
  )
})

/** How many problems a text has, or warnings without any, and the lines of the error's message. */
function countsOf(source: string): { found: number; lines: number } {
  try {
    return { found: readMapping(source).warnings.length, lines: 0 }
  } catch (error) {
    const { problems, message } = error as TextError
    return { found: problems.length, lines: message.split("\n").length }
  }
}

test("a text that is something else ends soon, with a bounded number of problems and warnings", () => {
  expect(countsOf("{".repeat(1e6))).toEqual({ found: 1, lines: 1 })
  expect(countsOf("{{ ".repeat(1e4))).toEqual({ found: 100, lines: 21 })
  expect(countsOf(`Network n { ${"Layer { Type: x } ".repeat(1e4)}`)).toEqual({ found: 1000, lines: 21 })
  expect(countsOf("{ ".repeat(1e4))).toEqual({ found: 1001, lines: 0 })
})

test("a dimension of a bad size is one problem, wherever Sz() and R come up after it", () => {
  const source = `Network n { Layer a { Type: CONV Dimensions { K: 2, C: 2, Y: 8, X: 8, R: 0, S: 3 }
Dataflow { TemporalMap(3,3) R; TemporalMap(Sz(R),1) Y; SpatialMap(1,1) K; } } }`
  expect(() => readMapping(source)).toThrow(/^[^\n]*found "0", expected the size of R, a positive integer$/)
})
