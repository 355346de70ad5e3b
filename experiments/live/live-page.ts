// The page of a live view: a run's page, and a script that puts the new one in its place when one comes.

import { escapeHtml, PAGE_POLICY, page } from "../report/html-page.ts"

/** What a live page may load beside: the script, and the events that it listens to. */
export const LIVE_POLICY = `${PAGE_POLICY}; script-src 'self'; connect-src 'self'`

/** Paths of the server. */
export const PATHS = { page: "/", script: "/live.js", events: "/events" } as const

/** A run's page with the script. */
export function livePage(html: string): string {
  const script = `<p id="live" class="note" role="status"></p>\n<script src="${PATHS.script}"></script>\n</body>`
  return html.replace(PAGE_POLICY, LIVE_POLICY).replace("</body>", script)
}

/** What is shown while there is nothing to draw, or the files cannot be read. */
export function messagePage(message: string): string {
  return page("Live view", ["<h1>Live view</h1>", `<p class="lead">${escapeHtml(message)}</p>`])
}

/** Replaces the content, and keeps the place and what is unfolded. */
export const LIVE_SCRIPT = `"use strict"
const state = document.getElementById("live")
const source = new EventSource("${PATHS.events}")
function show(html) {
  const next = new DOMParser().parseFromString(html, "text/html")
  const open = [...document.querySelectorAll("details")].map(d => d.open)
  next.querySelectorAll("details").forEach((d, i) => { d.open = open[i] === true })
  document.title = next.title
  document.querySelector("main").replaceWith(next.querySelector("main"))
}
source.onopen = () => { state.textContent = "Live: this page follows the run." }
source.onmessage = event => { show(JSON.parse(event.data)) }
source.addEventListener("end", event => {
  source.close()
  show(JSON.parse(event.data))
  state.textContent = "The run has ended; this is its last page."
})
source.onerror = () => { state.textContent = "The server has ended or cannot be reached." }
`
