import { describe, expect, it } from 'vitest'
import type { Outlines } from '../api/types'
import { inside, project } from './geometry'
import { overlap, placeLabels } from './labels'

/** A grid of square areas, side × side, each `degrees` wide. */
function grid(side: number, degrees: number): Outlines {
  const features = Array.from({ length: side * side }, (_, i) => {
    const west = 106 + (i % side) * degrees
    const south = 21 + Math.floor(i / side) * degrees
    const corners = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    const ring = corners.map(([x = 0, y = 0]) => [west + x * degrees, south + y * degrees])
    const properties = { code: String(i), name: `Phường ${i}` }
    return { type: 'Feature' as const, properties, geometry: { type: 'Polygon' as const, coordinates: [ring] } }
  })
  return { type: 'FeatureCollection', features, missing: [] }
}

describe('project', () => {
  it('keeps north up and every anchor inside its own outline', () => {
    const { shapes, height } = project(grid(3, 0.01), 300, 10)
    expect(shapes).toHaveLength(9)
    expect(shapes[0]!.anchor[1]).toBeGreaterThan(shapes[8]!.anchor[1])
    expect(height).toBeGreaterThan(300)
    for (const shape of shapes) expect(inside(shape.anchor, shape.rings)).toBe(true)
  })

  it('anchors an L in its thick part, not at the middle of its box', () => {
    const ring = [[0, 0], [10, 0], [10, 3], [3, 3], [3, 10], [0, 10], [0, 0]]
    const outlines = grid(1, 1)
    outlines.features[0]!.geometry = { type: 'Polygon', coordinates: [ring] }
    const [shape] = project(outlines, 100, 0).shapes
    expect(inside(shape!.anchor, shape!.rings)).toBe(true)
    expect(shape!.clearance).toBeGreaterThan(14)
  })

  it('draws nothing from nothing', () => {
    expect(project({ type: 'FeatureCollection', features: [], missing: [] }, 100, 0)).toEqual({ shapes: [], height: 0 })
  })
})

describe('project with a focus', () => {
  it('makes the chosen area fill the drawing and leaves the others around it', () => {
    const { shapes } = project(grid(5, 0.01), 300, 10, Infinity, new Set(['12']))
    const chosen = shapes.find((shape) => shape.code === '12')!
    const across = chosen.rings[0]!.map(([x]) => x)
    expect(Math.max(...across) - Math.min(...across)).toBeCloseTo(280, 0)
    expect(shapes).toHaveLength(25)
  })
})

describe('placeLabels', () => {
  it('never overlaps two labels, however tight', () => {
    const { shapes, height } = project(grid(5, 0.01), 320, 20)
    const sizes = new Map(shapes.map((shape) => [shape.code, { width: 58, height: 24 }]))
    const labels = placeLabels(shapes, sizes, { x: 0, y: 0, width: 320, height })
    expect(labels.length).toBeGreaterThan(20)
    for (const a of labels) for (const b of labels) if (a !== b) expect(overlap(a, b)).toBe(false)
  })

  it('leaves a label without a leader at its anchor where there is room', () => {
    const { shapes, height } = project(grid(2, 0.01), 600, 0)
    const sizes = new Map(shapes.map((shape) => [shape.code, { width: 60, height: 20 }]))
    const labels = placeLabels(shapes, sizes, { x: 0, y: 0, width: 600, height })
    expect(labels.map((label) => label.leader)).toEqual([null, null, null, null])
  })
})
