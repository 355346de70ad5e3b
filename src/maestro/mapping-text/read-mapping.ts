// Reads mapping text.
//
// Source: specification "cost model", section 2.2; the order of the reference's checks and its messages
// from MAESTRO 4eb08d1. One reader for two purposes. Strict, it consumes tokens exactly as the reference
// does and stops where that would end. Otherwise it notes a problem, puts itself where the author
// probably was, and goes on, so that people see all problems at once.

import type { Dimension, LayerKind } from "../layer.ts"
import { readAccelerator } from "./accelerator.ts"
import type { Mapping, MappingLayer } from "./mapping.ts"
import {
  didYouMean,
  EndOfText,
  parseError,
  Reader,
  shown,
  TextError,
  type TextProblem,
  unexpected,
} from "./problems.ts"
import { Constants, DataflowReader, type ReadDataflow } from "./read-dataflow.ts"
import { isPlainInteger, readInteger, splitBraces, type Token, tokenize } from "./tokens.ts"

/** A layer as read: what the reference's analysis needs besides the mapping itself. */
export interface ReadLayer extends MappingLayer, ReadDataflow {
  /** Line of its first word. */
  readonly line: number
}

/** A mapping as read. */
export interface ReadMapping extends Mapping {
  readonly layers: readonly ReadLayer[]
  /** Legal but probably not meant. */
  readonly warnings: readonly TextProblem[]
}

/** Options of the reader. */
export interface ReadOptions {
  /** Name of the file in messages. */
  readonly file?: string
  /** Stop where the reference does (throws ReaderStop) instead of collecting problems. */
  readonly strict?: boolean
}

/**
 * Reads mapping text.
 *
 * @throws TextError with every problem found; ReaderStop when strict
 */
export function readMapping(text: string, options: ReadOptions = {}): ReadMapping {
  const strict = options.strict ?? false
  const file = options.file ?? "mapping"
  if (strict) return new MappingReader(new Reader(tokenize(text), file, true)).read()
  const { stream, glued } = splitBraces(tokenize(text.replaceAll("\r\n", "\n")))
  const reader = new Reader(stream, file, false)
  for (const token of glued.slice(0, MOST_GLUED))
    reader.fail(token, `"${shown(token.text)}": a brace must stand alone, with a blank on either side`)
  const mapping = new MappingReader(reader).read()
  if (reader.problems.length > 0) throw new TextError(inOrder(reader.problems))
  return mapping
}

/** Glued braces that are reported at most. */
const MOST_GLUED = 100

function inOrder(problems: readonly TextProblem[]): TextProblem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column)
}

/** Words after Type: the kind each is costed as, null for those the reference knows but cannot analyse. */
const KINDS = new Map<string, LayerKind | null>([
  ["CONV", "CONV"],
  ["DSCONV", "DSCONV"],
  ["NGCONV", "NGCONV"],
  ["GEMM", "GEMM"],
  ["TRCONV", "CONV"],
  ["FC", null],
  ["LSTM", null],
  ["POOL", null],
])
const USABLE = ["CONV", "DSCONV", "NGCONV", "GEMM", "TRCONV"]
const SECTIONS = ["Type", "Stride", "Dimensions", "Dataflow"]

class MappingReader {
  readonly #in: Reader
  readonly #constants = new Constants()
  readonly #layers: ReadLayer[] = []
  #network = ""
  /** Quirk 20: names of layers, constants and dimensions pass through one variable; Type takes what it holds. */
  #name = ""

  constructor(reader: Reader) {
    this.#in = reader
  }

  read(): ReadMapping {
    try {
      while (!this.#in.done) this.#topLevel(this.#in.next("Network"))
    } catch (error) {
      if (!(error instanceof EndOfText)) throw error
    }
    return {
      network: this.#network,
      constants: this.#constants.stable(),
      layers: this.#layers.map(l => ({
        ...l,
        dataflow: this.#constants.settle(l.dataflow, l.closed, l.layer.dimensions),
      })),
      warnings: this.#in.warnings,
    }
  }

  #topLevel(token: Token): void {
    if (token.text === "Network") this.#readNetwork()
    else if (token.text === "Constant") this.#readConstant()
    else if (token.text === "Accelerator") readAccelerator(this.#in)
    else {
      this.#in.warn(token, () => {
        const hint = didYouMean(token, ["Network", "Constant"])
        return `"${shown(token.text)}" is ignored: expected Network or Constant${hint}`
      })
    }
  }

  #readConstant(): void {
    this.#name = this.#in.next("the name of a constant").text
    const value = this.#in.next("an integer")
    if (!isPlainInteger(value.text)) this.#notInteger(value)
    this.#constants.define(this.#name, readInteger(value.text))
  }

  #notInteger(token: Token): void {
    this.#in.fail(token, unexpected(token, "an integer"), null)
  }

  #readNetwork(): void {
    for (let token = this.#in.next("{"); token.text !== "{"; token = this.#in.next("{")) this.#network = token.text
    for (;;) {
      const token = this.#in.next("Layer or }")
      if (token.text === "}") return
      if (token.text === "Layer") this.#readLayer(token)
      else {
        this.#in.fail(token, unexpected(token, "Layer or }") + didYouMean(token, ["Layer"]))
        while (!this.#in.done && !["Layer", "{", "}"].includes(this.#in.peek().text)) this.#in.next("{")
        if (this.#in.accept("{")) this.#skipGroup()
      }
    }
  }

  /** Tokens up to the brace that closes the one just read. */
  #skipGroup(): void {
    for (let depth = 1; depth > 0 && !this.#in.done; ) {
      const { text } = this.#in.next("}")
      depth += text === "{" ? 1 : text === "}" ? -1 : 0
    }
  }

  #readLayer(start: Token): void {
    for (let token = this.#in.next("{"); token.text !== "{"; token = this.#in.next("{")) this.#name = token.text
    const draft = new LayerDraft(this.#in, this.#constants)
    for (;;) {
      if (!this.#in.strict && this.#in.peek().text === "Layer") {
        this.#in.fail(this.#in.peek(), unexpected(this.#in.peek(), "} at the end of the layer before"))
        break
      }
      const token = this.#in.next(`${SECTIONS.join(", ")} or }`)
      if (token.text === "}") {
        if (this.#close(start, token, draft)) return
        break
      }
      this.#section(token, draft)
    }
    if (draft.kind === null) this.#in.fail(start, "this layer has no Type", null)
  }

  /** Adds the layer. False when it has no usable Type. */
  #close(start: Token, end: Token, draft: LayerDraft): boolean {
    if (draft.kind === null) {
      if (this.#in.strict) this.#in.fail(end, "the layer has no Type")
      return false
    }
    const read = draft.dataflow.read
    if (read.closed.length === 0) {
      // Quirk 21: such a layer shares the list of the one before, which by then has a level too many.
      const end139 = this.#layers.length === 0 ? { output: "", exitCode: 139 } : null
      this.#in.fail(end, "the layer has no Dataflow (the reference program cannot analyse such layers)", end139)
    }
    const layer = { name: draft.name, kind: draft.kind, dimensions: draft.dimensions }
    this.#layers.push({ layer, line: start.line, ...read })
    return true
  }

  #section(token: Token, draft: LayerDraft): void {
    if (token.text === "Type") this.#readType(draft)
    else if (token.text === "Stride") draft.readStride(token)
    else if (token.text === "Dimensions") {
      const last = draft.readDimensions()
      if (last !== null) this.#name = last
    } else if (token.text === "Dataflow") draft.readDataflow()
    else {
      this.#in.fail(token, unexpected(token, `${SECTIONS.join(", ")} or }`) + didYouMean(token, SECTIONS))
      if (this.#in.accept("{")) this.#skipGroup()
    }
  }

  #readType(draft: LayerDraft): void {
    const token = this.#in.next("a layer type")
    const kind = KINDS.get(token.text)
    if (kind === undefined) {
      this.#in.fail(token, unexpected(token, `one of ${USABLE.join(", ")}`) + didYouMean(token, USABLE))
    } else if (kind === null) {
      const how = token.text === "FC" ? "; write a fully connected layer as CONV with Y = R and X = S" : ""
      this.#in.fail(token, `layers of type ${token.text} cannot be analysed${how}`, null)
    } else {
      if (token.text === "TRCONV") this.#in.warn(token, () => "TRCONV is costed like CONV: the input is not dilated")
      draft.kind = kind
      draft.name = this.#name === "" ? "Layer" : this.#name
      this.#name = ""
      return
    }
    if (!this.#in.strict) draft.kind ??= "CONV" // reported; go on with the layer's other sections
  }
}

/** A layer being read. */
class LayerDraft {
  readonly #in: Reader
  readonly #strides = new Map<string, number>()
  #dimensioned = false
  name = ""
  kind: LayerKind | null = null
  readonly dimensions: Dimension[] = []
  readonly dataflow: DataflowReader
  readonly #constants: Constants

  constructor(reader: Reader, constants: Constants) {
    this.#in = reader
    this.#constants = constants
    this.dataflow = new DataflowReader(reader, constants, this.dimensions)
  }

  readStride(start: Token): void {
    if (this.#dimensioned) {
      const before = "[Error] Stride description must precede to dimension description\n"
      this.#in.fail(start, "Stride must stand before Dimensions", parseError(start, this.#in.file, before))
    }
    const open = this.#in.next("{")
    if (open.text !== "{") {
      const before = "[Error] Syntax error; stride description: Stride {dim1: sz, dim2: sz, ...}. \n"
      this.#in.fail(open, unexpected(open, "{"), parseError(open, this.#in.file, before))
      if (SECTIONS.includes(open.text)) return
    }
    for (let name = this.#in.next("a dimension or }"); name.text !== "}"; name = this.#in.next("a dimension or }")) {
      const size = this.#in.next("a stride")
      const stride = readInteger(size.text)
      if (stride < 1) {
        const before = "[Error] Stride must be a positive integer value\n"
        this.#in.fail(size, unexpected(size, "a stride of at least 1"), parseError(size, this.#in.file, before))
      } else {
        this.#oddNumber(size)
        this.#strides.set(name.text, stride)
      }
    }
  }

  /** The name of the last dimension read, null for none. */
  readDimensions(): string | null {
    this.#dimensioned = true
    const open = this.#in.next("{")
    if (open.text !== "{") this.#in.fail(open, unexpected(open, "{"))
    let last: string | null = null
    for (let name = this.#in.next("a dimension or }"); name.text !== "}"; name = this.#in.next("a dimension or }")) {
      last = name.text
      const token = this.#in.next(`the size of ${shown(name.text)}`)
      const size = this.#constants.get(token.text) ?? readInteger(token.text)
      if (size === 0) this.#in.fail(token, unexpected(token, `the size of ${shown(name.text)}, a positive integer`))
      else if (size < 0) this.#in.fail(token, `${shown(token.text)} does not fit into 31 bits`, null)
      else if (!this.#constants.has(token.text)) this.#oddNumber(token)
      const stride = this.#strides.get(name.text) ?? 1
      this.dimensions.push({ name: name.text, size, stride })
    }
    return last
  }

  readDataflow(): void {
    const open = this.#in.next("{")
    if (open.text !== "{") this.#in.fail(open, unexpected(open, "{"))
    this.dataflow.readBody()
  }

  #oddNumber(token: Token): void {
    if (token.minus) this.#in.warn(token, () => `the minus sign before ${shown(token.text)} is ignored`)
    else if (!isPlainInteger(token.text))
      this.#in.warn(token, () => `"${shown(token.text)}" reads as ${readInteger(token.text)}`)
  }
}
