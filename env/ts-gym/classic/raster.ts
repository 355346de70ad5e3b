// A small rasteriser for renderings: filled shapes, no antialiasing.

import type { Frame } from "../core.ts"

/** Red, green, blue, each in [0, 255]. */
export type Color = readonly [red: number, green: number, blue: number]
/** In pixels from the lower left corner. */
export type Point = readonly [x: number, y: number]

/** A picture to draw on, with the origin in the lower left corner. */
export class Raster {
  readonly width: number
  readonly height: number
  readonly #data: Uint8Array

  constructor(width: number, height: number, background: Color = [255, 255, 255]) {
    this.width = width
    this.height = height
    this.#data = new Uint8Array(width * height * 3)
    for (let i = 0; i < this.#data.length; i++) this.#data[i] = background[i % 3]
  }

  /** The picture; rows from top to bottom. */
  get frame(): Frame {
    return { width: this.width, height: this.height, data: this.#data }
  }

  /** Colours the pixel at column x and row y from the bottom; outside nothing. */
  dot(x: number, y: number, color: Color): void {
    if (x < 0 || x >= this.width || y < 0 || y >= this.height) return
    this.#data.set(color, ((this.height - 1 - y) * this.width + x) * 3)
  }

  /** Every pixel whose centre is inside a convex polygon. */
  polygon(points: readonly Point[], color: Color): void {
    this.#fill(boundsOf(points), color, (x, y) => {
      let sides = 0
      points.forEach(([ax, ay], i) => {
        const [bx, by] = points[(i + 1) % points.length]
        sides += Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax)) >= 0 ? 1 : 0
      })
      return sides === 0 || sides === points.length
    })
  }

  /** Every pixel whose centre is within the radius. */
  circle([cx, cy]: Point, radius: number, color: Color): void {
    const box: [number, number, number, number] = [cx - radius, cy - radius, cx + radius, cy + radius]
    this.#fill(box, color, (x, y) => (x - cx) ** 2 + (y - cy) ** 2 <= radius * radius)
  }

  /** A line one pixel wide. */
  line([ax, ay]: Point, [bx, by]: Point, color: Color): void {
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(bx - ax), Math.abs(by - ay))))
    for (let i = 0; i <= steps; i++) {
      const part = i / steps
      this.dot(Math.floor(ax + part * (bx - ax)), Math.floor(ay + part * (by - ay)), color)
    }
  }

  #fill(box: readonly number[], color: Color, inside: (x: number, y: number) => boolean): void {
    const [left, bottom, right, top] = box.map(Math.floor)
    for (let y = Math.max(0, bottom); y <= Math.min(this.height - 1, top); y++)
      for (let x = Math.max(0, left); x <= Math.min(this.width - 1, right); x++)
        if (inside(x + 0.5, y + 0.5)) this.dot(x, y, color)
  }
}

function boundsOf(points: readonly Point[]): [number, number, number, number] {
  const [xs, ys] = [points.map(p => p[0]), points.map(p => p[1])]
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

/** Corners of a rectangle turned by an angle (radians, against the clock) about the origin, then moved. */
export function turnedRectangle(
  [left, bottom, right, top]: readonly [number, number, number, number],
  angle: number,
  [x, y]: Point,
): Point[] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const corners: Point[] = [
    [left, bottom],
    [right, bottom],
    [right, top],
    [left, top],
  ]
  return corners.map(([px, py]) => [px * c - py * s + x, px * s + py * c + y])
}
