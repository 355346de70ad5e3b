// The Dataflow section of a layer, and the constants its extents may name.
//
// Source: specification "cost model", section 2.2.

import type { Dataflow, Directive, Extent, OpenDataflow } from "../dataflow.ts"
import type { Dimension } from "../layer.ts"
import { didYouMean, parseError, type Reader, shown, unexpected } from "./problems.ts"
import { isPlainInteger, readInteger, type Token } from "./tokens.ts"

/** The constants of a file. A later definition overrides an earlier one from there on. */
export class Constants {
  readonly #values = new Map<string, number>()
  readonly #changed = new Set<string>()

  define(name: string, value: number): void {
    const known = this.#values.get(name)
    if (known !== undefined && known !== value) this.#changed.add(name)
    this.#values.set(name, value)
  }

  has(name: string): boolean {
    return this.#values.has(name)
  }

  get(name: string): number | undefined {
    return this.#values.get(name)
  }

  get names(): Iterable<string> {
    return this.#values.keys()
  }

  /** Constants with one value throughout the file. */
  stable(): Record<string, number> {
    return Object.fromEntries([...this.#values].filter(([name]) => !this.#changed.has(name)))
  }

  /**
   * The dataflow as written, with numbers where a name would not give the value that was read: constants
   * that change in the file, and Sz() of a dimension that the layer repeats (quirk 22: it takes the last one
   * before it, where the analysis takes the first).
   */
  settle(written: OpenDataflow, closed: Dataflow, dimensions: readonly Dimension[]): OpenDataflow {
    const once = (name: string) => dimensions.filter(d => d.name === name).length === 1
    const settled = (extent: Extent, value: number): Extent => {
      if (typeof extent === "number") return extent
      return ("sizeOf" in extent ? once(extent.sizeOf) : !this.#changed.has(extent.parameter)) ? extent : value
    }
    return written.map((d, i) => {
      const c = closed[i]
      if (d.kind === "cluster" || c.kind === "cluster") return { kind: "cluster", size: settled(d.size, c.size) }
      return { ...d, size: settled(d.size, c.size), offset: settled(d.offset, c.offset) }
    })
  }
}

/** A dataflow as read. */
export interface ReadDataflow {
  /** As written. */
  readonly dataflow: OpenDataflow
  /** As numbers. */
  readonly closed: Dataflow
  /** A Cluster whose type is neither P nor L: the reference crashes when it comes to analyse the layer. */
  readonly badCluster: boolean
}

const DIRECTIVES = ["TemporalMap", "SpatialMap", "Cluster"]

/** Reads the directives of one layer. */
export class DataflowReader {
  readonly #in: Reader
  readonly #constants: Constants
  readonly #dimensions: readonly Dimension[]
  readonly #written: Directive<Extent>[] = []
  readonly #closed: Directive[] = []
  #badCluster = false

  /** @param dimensions those read so far; more may be added */
  constructor(reader: Reader, constants: Constants, dimensions: readonly Dimension[]) {
    this.#in = reader
    this.#constants = constants
    this.#dimensions = dimensions
  }

  get read(): ReadDataflow {
    return { dataflow: this.#written, closed: this.#closed, badCluster: this.#badCluster }
  }

  /** Directives up to and including the closing brace. */
  readBody(): void {
    for (;;) {
      const token = this.#in.next("a directive or }")
      if (token.text === "}") return
      if (token.text === "TemporalMap" || token.text === "SpatialMap") this.#readMap(token)
      else if (token.text === "Cluster") this.#readCluster()
      else {
        this.#in.fail(token, unexpected(token, `${DIRECTIVES.join(", ")} or }`) + didYouMean(token, DIRECTIVES))
        this.#skipDirective()
      }
    }
  }

  /** To the next directive or the end of the section. */
  #skipDirective(): void {
    while (!this.#in.done && !this.#atBoundary()) this.#in.next("}")
  }

  #atBoundary(): boolean {
    const { text } = this.#in.peek()
    return text === "}" || DIRECTIVES.includes(text)
  }

  #readMap(start: Token): void {
    const size = this.#extent("size")
    const offset = this.#extent("offset")
    if (!this.#in.strict && this.#atBoundary()) {
      this.#in.fail(this.#in.peek(), unexpected(this.#in.peek(), `the dimension of this ${start.text}`))
      return
    }
    const name = this.#in.next("a dimension")
    const dim = name.text
    const kind = start.text === "SpatialMap" ? "spatial" : "temporal"
    if (kind === "temporal" && (dim === "R" || dim === "S")) this.#checkWindow(name, size.value, offset.value)
    this.#written.push({ kind, dim, size: size.written, offset: offset.written })
    this.#closed.push({ kind, dim, size: size.value, offset: offset.value })
  }

  /** A temporal map on R or S takes the whole dimension in one step. */
  #checkWindow(name: Token, size: number, offset: number): void {
    const reject = (whole: string, value: number) => {
      const d = name.text
      const line = `[Error] Invalid mapping at line number: ${name.referenceLine} in ${this.#in.file}. `
      const output = `${line}Tile size of ${d}(${size}) should be equal to ${whole} of ${d}(${value}).\n`
      const message = `TemporalMap(${size},${offset}) ${d}: the size must equal the ${whole} of ${d}, ${value}`
      this.#in.fail(name, message, { output, exitCode: 255 })
    }
    if (size !== offset) reject("tile offset", offset)
    for (const d of this.#dimensions) {
      const reported = d.size <= 0 && !this.#in.strict
      if (d.name === name.text && d.size !== size && !reported) return reject("dimension size", d.size)
    }
  }

  #readCluster(): void {
    const size = this.#extent("cluster size")
    if (!this.#in.strict && this.#atBoundary()) {
      this.#in.fail(this.#in.peek(), unexpected(this.#in.peek(), "the cluster type, P or L"))
    } else {
      const type = this.#in.next("the cluster type, P or L")
      if (type.text !== "P" && type.text !== "L") {
        this.#badCluster = true
        this.#in.fail(type, unexpected(type, "the cluster type, P or L"), null)
      }
    }
    this.#written.push({ kind: "cluster", size: size.written })
    this.#closed.push({ kind: "cluster", size: size.value })
  }

  /** A size or an offset, at least 1. */
  #extent(what: "size" | "offset" | "cluster size"): { written: Extent; value: number } {
    let token = this.#in.next(`a ${what}`)
    let measured = false
    while (token.text === "Sz") {
      measured = true
      token = this.#in.next("a dimension")
    }
    if (measured) return this.#sizeOf(token, what)
    const constant = this.#constants.get(token.text)
    const value = constant ?? readInteger(token.text)
    if (value <= 0) this.#badExtent(token, what, constant)
    else if (constant === undefined) this.#oddNumber(token)
    return { written: constant === undefined ? value : { parameter: token.text }, value }
  }

  #sizeOf(token: Token, what: string): { written: Extent; value: number } {
    const found = this.#dimensions.findLast(d => d.name === token.text)
    const value = found?.size ?? -1
    // A dimension of a bad size has been reported: Sz() of it is no news to people.
    if (value <= 0 && (found === undefined || this.#in.strict)) {
      const names = shown([...new Set(this.#dimensions.map(d => d.name))].join(", "))
      const known = names === "" ? "none is declared before it" : `declared before it: ${names}`
      // Only a map's size gets the first line (the other two test the wrong variable).
      const before =
        what === "size" && value === -1
          ? `[Error] Cannot find the dimension ${token.text}from dimension description\n`
          : ""
      this.#in.fail(
        token,
        `Sz(${shown(token.text)}): no such dimension; ${known}`,
        parseError(token, this.#in.file, before),
      )
    }
    return { written: { sizeOf: token.text }, value }
  }

  #badExtent(token: Token, what: string, constant: number | undefined): void {
    if (constant !== undefined) {
      this.#in.fail(
        token,
        `the ${what} ${shown(token.text)} is a constant with the value ${constant}, expected at least 1`,
      )
      return
    }
    const hint = /^\d/.test(token.text) ? "" : didYouMean(token, this.#constants.names)
    const article = what === "offset" ? "an" : "a"
    this.#in.fail(
      token,
      unexpected(token, `${article} ${what}: a positive integer, a constant or Sz(dimension)`) + hint,
    )
  }

  #oddNumber(token: Token): void {
    if (token.minus) this.#in.warn(token, () => `the minus sign before ${shown(token.text)} is ignored`)
    else if (!isPlainInteger(token.text))
      this.#in.warn(token, () => `"${shown(token.text)}" reads as ${readInteger(token.text)}`)
  }
}
