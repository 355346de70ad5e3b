import { expect, test } from "vitest"
import { builtInNetwork, NETWORK_NAMES } from "../../src/workloads/built-in.ts"
import { parseNetworkCsv } from "../../src/workloads/network-csv.ts"

const HEADER = "K,C,Y,X,R,S,T\n"

test("the published networks: layers, distinct shapes, depthwise layers", () => {
  const published: Record<string, [number, number, number]> = {
    example: [2, 2, 0],
    alexnet: [5, 5, 0],
    vgg16: [13, 9, 0],
    resnet18: [20, 11, 0],
    squeezenet: [26, 22, 0],
    mobilenet_v2: [52, 27, 17],
    mnasnet: [52, 33, 17],
    resnet50: [53, 23, 0],
    wide_resnet50: [53, 24, 0],
    resnext50_32x4d: [53, 24, 0],
    shufflenet_v2: [56, 16, 19],
    googlenet: [59, 51, 0],
    densenet: [160, 86, 0],
  }
  for (const [name, [layers, distinct, depthwise]] of Object.entries(published)) {
    const network = builtInNetwork(name)
    expect(network.layers.length, name).toBe(layers)
    expect(network.distinct.length, name).toBe(distinct)
    expect(network.layers.filter(l => l.kind === "DSCONV").length, name).toBe(depthwise)
    expect(
      network.distinct.reduce((sum, d) => sum + d.count, 0),
      name,
    ).toBe(layers)
  }
  expect(NETWORK_NAMES).toContain("transformer")
})

test("matrix products and fully connected layers", () => {
  const network = parseNetworkCsv("M,N,K,0,0,0,T\n512,768,64,1,1,1,3\n", "g")
  expect(network.layers[0].kind).toBe("GEMM")
  expect(network.layers[0].dimensions.map(d => [d.name, d.size])).toEqual([
    ["M", 512],
    ["N", 768],
    ["K", 64],
  ]) // prettier
  const fc = parseNetworkCsv("O,I,0,0,0,0,T\n256,128,1,1,1,1,0\n", "f")
  expect(fc.layers[0].kind).toBe("CONV")
})

test("columns that a row does not use hold 0 or 1; matrix products may stand under M,N,K alone", () => {
  const one = parseNetworkCsv("M,N,K,0,0,0,T\n512,768,64,1,1,1,3\n", "g")
  for (const text of [
    "M,N,K,0,0,0,T\n512,768,64,0,0,0,3\n",
    `${HEADER}512,768,64,0,1,0,3\n`,
    "M,N,K,T\n512,768,64,3\n",
    "M, N, K\n512, 768, 64\n",
  ]) {
    expect(parseNetworkCsv(text, "g"), text).toEqual(one)
  }
  const fc = parseNetworkCsv("O,I,0,0,0,0,T\n256,128,1,1,1,1,0\n", "f")
  expect(parseNetworkCsv("O,I,0,0,0,0,T\n256,128,0,0,0,0,0\n", "f")).toEqual(fc)
})

test.each([
  ["", "n.csv:1:1: the file is empty"],
  [HEADER, "n.csv:2:1: no layer follows the header"],
  ["K,C,Y,X,S,T\n1,1,1,1,1,1\n", 'n.csv:1:9: found "S", expected column R'],
  ["K,C,Y,X,R,S\n1,1,1,1,1,1\n", "n.csv:1:12: the header ends, expected column T"],
  [`${HEADER}1,2,3,4,3,1\n`, "n.csv:2:12: 6 columns, column T is missing"],
  [`${HEADER}1,2,3,4,3,1,1,9\n`, "n.csv:2:15: 8 columns, expected 7"],
  [`${HEADER}1,2,3,4,3,1,1\n1,2,3,4,0,1,1\n`, 'n.csv:3:9: column R is "0", expected an integer in [1, 1000000]'],
  [`${HEADER}1,2,x3,4,3,1,1\n`, 'n.csv:2:5: column Y is "x3"'],
  [`${HEADER}1,,3,4,3,1,1\n`, "n.csv:2:3: column C is empty"],
  [`${HEADER}32,32,16,16.1,1,1,1\n`, 'n.csv:2:10: column X is "16.1"'],
  [`${HEADER}1,2,-3,4,3,1,1\n`, 'n.csv:2:5: column Y is "-3"'],
  [`${HEADER}1,2,3,4,3,1,7\n`, 'n.csv:2:13: column T is "7"'],
  ["M,N,K,0,0,0,T\nx,1,1,1,1,1,3\n", 'n.csv:2:1: column M is "x"'],
  ["O,I,0,0,0,0,T\n8,8,0,1,7,1,0\n", 'n.csv:2:9: column 5 (headed 0) is "7", expected 0 or 1: T = 0 does not use it'],
  ["O,I,0,0,0,0,T\n8,8,0,1,1,1,1\n", 'n.csv:2:5: column 3 (headed 0) is "0", expected an integer in [1, 1000000]'],
  ["M,N,K,0,0,0,T\n8,8,0,1,1,1,3\n", 'n.csv:2:5: column K is "0", expected an integer in [1, 1000000]'],
  [`${HEADER}8,8,8,2,1,1,3\n`, 'n.csv:2:7: column X is "2", expected 0 or 1: T = 3 does not use it'],
  ["M,N,K,1,1,1,T\n", 'n.csv:1:7: found "1", expected column 0 (the header is M,N,K,0,0,0,T or M,N,K,T or M,N,K)'],
  ["M,N\n", "n.csv:1:4: the header ends, expected column K (the header is M,N,K,0,0,0,T or M,N,K,T or M,N,K)"],
  ["M,N,K,T,5\n", 'n.csv:1:9: found "5", expected nothing more'],
  ["M,N,K\n1,2\n", "n.csv:2:4: 2 columns, column K is missing"],
  ["M,N,K,T\n1,2,3,1\n", 'n.csv:2:7: column T is "1", expected 3 (GEMM)'],
  ["rows\n", 'n.csv:1:1: found "rows", expected column K (the header is K,C,Y,X,R,S,T or M,N,K,0,0,0,T or'],
  [`${HEADER}1,2,3,4,5,1,1\n`, "n.csv:2:1: column R is 5, expected at most Y = 3"],
  ["K,C,Y,X,R,S,T\r\n1,2,3,4,3,1,1\r\n", "n.csv:1:14: a carriage return (Windows line end)"],
  [`${HEADER}1,2,3,99999999,3,1,1\n`, "n.csv:2:7"],
])("names the place of a mistake in %j", (text, message) => {
  expect(() => parseNetworkCsv(text, "n")).toThrow(message)
})

test("an unknown network offers the nearest", () => {
  expect(() => builtInNetwork("mobilnet_v2")).toThrow('Did you mean "mobilenet_v2"?')
  expect(() => builtInNetwork("constructor")).toThrow("is unknown")
})
