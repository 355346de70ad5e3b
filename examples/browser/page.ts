// The page: fields in, allocation out. A dropped CSV file becomes the network, dropped model.json and weights.bin the policy.

import {
  CONSTRAINT_UNITS,
  CONSTRAINTS,
  type Constraint,
  OBJECTIVE_UNITS,
  OBJECTIVES,
  type Objective,
} from "../../src/allocation/build.ts"
import { PLATFORMS, platformNamed } from "../../src/allocation/platforms.ts"
import { MIX, PROFILE_DATAFLOWS } from "../../src/costs/profile.ts"
import { builtInNetwork, NETWORK_NAMES } from "../../src/workloads/built-in.ts"
import type { Network } from "../../src/workloads/network.ts"
import { parseNetworkCsv } from "../../src/workloads/network-csv.ts"
import { type Answer, allocate, type Question } from "./allocate.ts"
import { type LoadedPolicy, loadPolicy, type PolicyFiles } from "./policy.ts"

/** The policy that build.mjs put into the page; weights in base64. */
declare const POLICY: { readonly model: PolicyFiles["model"]; readonly weights: string }

const OWN = "your own"
const EXAMPLE = "K,C,Y,X,R,S,T\n64,3,224,224,7,7,1\n128,64,56,56,3,3,1\n1,128,56,56,3,3,2\n256,128,28,28,1,1,1\n"

function element<E extends HTMLElement>(id: string): E {
  return document.getElementById(id) as E
}

const fields = {
  network: element<HTMLSelectElement>("network"),
  dataflow: element<HTMLSelectElement>("dataflow"),
  objective: element<HTMLSelectElement>("objective"),
  constraint: element<HTMLSelectElement>("constraint"),
  platform: element<HTMLSelectElement>("platform"),
  budget: element<HTMLInputElement>("budget"),
  csv: element<HTMLTextAreaElement>("csv"),
}
const result = element("result")

let policy: LoadedPolicy
let ownName = "typed"

/** Fills a list of options, keeping what is chosen where it still is one. */
function fill(select: HTMLSelectElement, names: readonly string[], chosen: string): void {
  const keep = names.includes(select.value) ? select.value : chosen
  select.replaceChildren(...names.map(name => new Option(name, name, false, name === keep)))
}

function fillDataflows(): void {
  const { profile } = platformNamed(fields.platform.value)
  fill(fields.dataflow, [...PROFILE_DATAFLOWS[profile], MIX], "dla")
}

function networkAsked(): Network {
  if (fields.network.value !== OWN) return builtInNetwork(fields.network.value)
  return parseNetworkCsv(fields.csv.value.replaceAll("\r\n", "\n"), ownName, ownName)
}

function questionAsked(): Question {
  return {
    network: networkAsked(),
    dataflow: fields.dataflow.value,
    objective: fields.objective.value as Objective,
    constraint: fields.constraint.value as Constraint,
    platform: fields.platform.value,
    budget: Number(fields.budget.value) / 100,
  }
}

let due: ReturnType<typeof setTimeout> | undefined

/** Allocates soon; a change that comes before replaces this one. */
function update(): void {
  element("share").textContent = `${fields.budget.value} % of the range`
  result.classList.add("working")
  document.body.dataset.state = "working"
  clearTimeout(due)
  due = setTimeout(show, 60)
}

function show(): void {
  let message = ""
  try {
    const question = questionAsked()
    const began = performance.now()
    const answer = allocate(question, policy.actor)
    showAnswer(question, answer, (performance.now() - began) / 1000)
  } catch (error) {
    result.hidden = true
    message = (error as Error).message
  }
  element("message").textContent = message
  result.classList.remove("working")
  document.body.dataset.state = "done"
}

/** 1234567 is "1.23M". */
const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 4 })
const percent = new Intl.NumberFormat("en", { style: "percent", maximumSignificantDigits: 3 })

/** Rounded to a ten-thousandth of a percent. */
const gapText = (gap: number) => (gap < 1e-6 ? "0 %" : percent.format(gap))

function showAnswer({ network, objective, constraint, dataflow }: Question, answer: Answer, seconds: number): void {
  const unit = OBJECTIVE_UNITS[objective]
  const figures: [string, string, number?][] = [
    [objective, `${short.format(answer.objective)} ${unit}`, answer.objective],
    [answer.proven ? "above the optimum" : "above a lower bound", gapText(answer.gap)],
    [`of the ${constraint} budget`, percent.format(answer.cost / answer.limit)],
    [`${constraint} budget`, `${short.format(answer.limit)} ${CONSTRAINT_UNITS[constraint]}`],
    ["layers", String(network.layers.length)],
    [`time, ${answer.passes} ${answer.passes === 1 ? "pass" : "passes"}`, `${seconds.toFixed(1)} s`],
  ]
  element("figures").replaceChildren(
    ...figures.map(([name, text, exact]) => {
      const entry = document.createElement("div")
      const value = make("dd", text)
      if (exact !== undefined) value.title = String(exact)
      entry.append(make("dt", name), value)
      return entry
    }),
  )
  const value = objective === "energy" ? "energy" : "latency"
  element("value-head").textContent = value === "energy" ? "nJ" : "cycles"
  result.querySelector("table")?.classList.toggle("single", dataflow !== MIX)
  const most = Math.max(...answer.layers.map(part => part.pe))
  element("layers").replaceChildren(
    ...answer.layers.map((part, l) => {
      const row = document.createElement("tr")
      const bar = make("i", "")
      bar.style.width = `${(70 * part.pe) / most}%`
      const bars = make("div", "", "bar")
      bars.append(make("span", String(part.pe)), bar)
      const pes = make("td", "", "pes")
      pes.append(bars)
      row.append(
        make("td", String(l + 1), "n"),
        make("td", part.shape, "shape"),
        pes,
        make("td", String(part.tile), "n"),
        make("td", part.dataflow, "flow"),
        make("td", short.format(part[value]), "n"),
      )
      return row
    }),
  )
  element<HTMLAnchorElement>("download").href = `data:text/csv;charset=utf-8,${encodeURIComponent(csvOf(answer))}`
  result.hidden = false
}

function make(tag: string, text: string, className = ""): HTMLElement {
  const made = document.createElement(tag)
  made.textContent = text
  made.className = className
  return made
}

function csvOf({ layers }: Answer): string {
  const rows = layers.map((p, l) => [l + 1, p.pe, p.tile, p.dataflow, p.latency, p.energy].join(","))
  return `layer,pe,tile,dataflow,latency_cycles,energy_nj\n${rows.join("\n")}\n`
}

/** Takes files: a network, or a policy's two. */
async function take(files: readonly File[]): Promise<void> {
  const ending = (end: string) => files.find(file => file.name.toLowerCase().endsWith(end))
  const [model, weights, csv] = [ending(".json"), ending(".bin"), ending(".csv")]
  if (csv !== undefined) {
    fields.csv.value = await csv.text()
    ownName = csv.name
    fields.network.value = OWN
    element<HTMLDetailsElement>("own").open = true
  }
  if (model !== undefined && weights !== undefined) {
    await usePolicy({ model: JSON.parse(await model.text()), weights: await weights.arrayBuffer() })
  } else if (csv === undefined)
    throw new Error("drop a network as .csv, or a policy's model.json and weights.bin together")
  update()
}

async function usePolicy(files: PolicyFiles): Promise<void> {
  policy = await loadPolicy(files)
  const { analects = "?", network = "?", episodes = "?" } = policy.metadata
  element("policy").textContent =
    `Policy: analects ${analects}, ${episodes} episodes on ${network}. Drop model.json and weights.bin of another one here. ` +
    "Costs: the model of analects, per layer; the optimum is proven by its exact solver."
}

/** Reports what went wrong with files. */
function failed(error: unknown): void {
  element("message").textContent = (error as Error).message
}

async function start(): Promise<void> {
  const { model, weights } = POLICY
  await usePolicy({ model, weights: Uint8Array.from(atob(weights), c => c.charCodeAt(0)).buffer })
  fill(fields.network, [...NETWORK_NAMES, OWN], "mobilenet_v2")
  fill(fields.objective, OBJECTIVES, "latency")
  fill(fields.constraint, CONSTRAINTS, "area")
  fill(
    fields.platform,
    PLATFORMS.map(p => p.name),
    "mobile",
  )
  fillDataflows()
  fields.csv.value = EXAMPLE
  fields.platform.addEventListener("change", fillDataflows)
  fields.csv.addEventListener("input", () => {
    ownName = "typed"
    fields.network.value = OWN
  })
  element("form").addEventListener("input", update)
  element("form").addEventListener("submit", event => {
    event.preventDefault()
    fields.network.value = OWN
    update()
  })
  const chooser = element<HTMLInputElement>("file")
  chooser.addEventListener("input", event => event.stopPropagation())
  chooser.addEventListener("change", () => take([...(chooser.files ?? [])]).catch(failed))
  document.addEventListener("dragover", event => {
    event.preventDefault()
    document.body.classList.add("dropping")
  })
  document.addEventListener("dragleave", () => document.body.classList.remove("dropping"))
  document.addEventListener("drop", event => {
    event.preventDefault()
    document.body.classList.remove("dropping")
    take([...(event.dataTransfer?.files ?? [])]).catch(failed)
  })
  update()
}

start().catch(failed)
