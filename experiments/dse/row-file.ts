// Valid designs as a Parquet file, written row group by row group, so that memory stays bounded.

import { closeSync, fsyncSync, openSync, renameSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { type BasicType, type ColumnSource, fileWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer"
import { InputError } from "../../src/core/errors.ts"
import type { RowSink, Sweep } from "../../src/dse/sweep.ts"
import { reasonOf } from "../files.ts"
import { choiceNames, pointChoices, settingChoices } from "./designs.ts"

/** Rows of a row group. */
const GROUP = 65_536

/** Costs behind the choices: cycles, nJ, µm², mW. */
const COST_COLUMNS = ["runtime", "energy", "area", "power"] as const

/** Writes a file under a temporary name; `close` gives it its own. A name therefore shows a whole file. */
export class RowFile {
  rows = 0
  readonly #path: string
  readonly #temporary: string
  readonly #writer: ParquetWriter
  readonly #sweep: Sweep
  readonly #names: readonly string[]
  readonly #dataflow: string[] = Array.from({ length: GROUP }, () => "")
  readonly #choices: readonly Int32Array[]
  readonly #costs: readonly Float64Array[]
  #filled = 0
  #mapping = -1
  #setting = -1
  #of = ""
  readonly #values: Int32Array

  /** @throws InputError when the file cannot be written */
  constructor(path: string, sweep: Sweep) {
    this.#path = path
    this.#temporary = join(dirname(path), `.${basename(path)}.tmp`)
    this.#sweep = sweep
    this.#names = choiceNames(sweep)
    this.#choices = this.#names.map(() => new Int32Array(GROUP))
    this.#costs = COST_COLUMNS.map(() => new Float64Array(GROUP))
    this.#values = new Int32Array(this.#names.length)
    try {
      const schema = schemaFromColumnData({ columnData: this.#columns(0) })
      this.#writer = new ParquetWriter({ writer: fileWriter(this.#temporary), schema, createdBy: "analects dse" })
    } catch (error) {
      throw new InputError(`${path} cannot be written: ${reasonOf(error)}`)
    }
  }

  /** Takes the rows of a sweep. */
  // oxlint-disable-next-line max-params -- numbers, so that nothing is allocated per design
  readonly sink: RowSink = (mapping, setting, l1, l2, runtime, energy, area, power) => {
    const at = this.#filled
    if (mapping !== this.#mapping || setting !== this.#setting) this.#look(mapping, setting)
    const values = this.#values
    const last = values.length - 2
    for (let i = 0; i < last; i++) this.#choices[i][at] = values[i]
    this.#choices[last][at] = l1
    this.#choices[last + 1][at] = l2
    this.#dataflow[at] = this.#of
    const costs = this.#costs
    costs[0][at] = runtime
    costs[1][at] = energy
    costs[2][at] = area
    costs[3][at] = power
    this.rows++
    this.#filled++
    if (this.#filled === GROUP) this.#flush()
  }

  /** Writes what is left and gives the file its name. */
  close(): void {
    try {
      this.#flush()
      this.#writer.finish()
      const file = openSync(this.#temporary, "r")
      try {
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(this.#temporary, this.#path)
    } catch (error) {
      throw new InputError(`${this.#path} cannot be written: ${reasonOf(error)}`)
    }
  }

  #look(mapping: number, setting: number): void {
    if (mapping !== this.#mapping) {
      const { dataflow, values } = pointChoices(this.#sweep, mapping)
      this.#of = dataflow
      for (const [i, name] of this.#names.entries()) this.#values[i] = values[name] ?? 0
    }
    const ofSetting = settingChoices(this.#sweep, setting)
    for (const [i, name] of this.#names.entries()) if (name in ofSetting) this.#values[i] = ofSetting[name]
    this.#mapping = mapping
    this.#setting = setting
  }

  #flush(): void {
    if (this.#filled === 0) return
    this.#writer.write({ columnData: this.#columns(this.#filled), rowGroupSize: GROUP })
    this.#filled = 0
  }

  #columns(n: number): ColumnSource[] {
    return [
      column("dataflow", n === GROUP ? this.#dataflow : this.#dataflow.slice(0, n), "STRING"),
      ...this.#names.map((name, i) => column(name, this.#choices[i].subarray(0, n), "INT32")),
      ...COST_COLUMNS.map((name, i) => column(name, this.#costs[i].subarray(0, n), "DOUBLE")),
    ]
  }
}

function column(name: string, data: ColumnSource["data"], type: BasicType): ColumnSource {
  return { name, data, type, nullable: false }
}
