import { describe, expect, it } from 'vitest'
import { hull, outline, type Place } from './extent'

const square: Place[] = [[0, 0], [10, 0], [10, 10], [0, 10]]
describe('an outline around places', () => {
  it('leaves out what lies inside', () => expect(hull([...square, [5, 5], [5, 0]])).toHaveLength(4))
  it('is nothing for places on a line, or too few', () => {
    expect(outline([[0, 0], [1, 1], [2, 2]], 5)).toEqual([])
    expect(outline([[3, 4]], 5)).toEqual([])
  })
  it('is closed and stands outside every place', () => {
    const ring = outline(square, 2)
    expect(ring[0]).toEqual(ring[ring.length - 1])
    expect(Math.min(...ring.map(([x]) => x))).toBeCloseTo(-2)
    expect(Math.max(...ring.map(([, y]) => y))).toBeCloseTo(12)
  })
})
