import { describe, expect, it } from 'vitest'
import { firstResult, shareText } from './useDossier'

const cell = (ok: number, exceeded: number, excused: number) => ({ ok, exceeded, excused, not_judged: 0, compliant: null, standing: 'no_data' as const })

describe('a cell of the compliance grid', () => {
  it('never calls a share whole that is not', () => {
    expect(shareText(1)).toBe('100%')
    expect(shareText(0.9999)).toBe('99.9%')
    expect(shareText(0)).toBe('0.0%')
    expect(shareText(null)).toBe('—')
  })
  it('opens to what is wrong first', () => {
    expect(firstResult(cell(5, 1, 2))).toBe('exceeded')
    expect(firstResult(cell(5, 0, 2))).toBe('')
    expect(firstResult(cell(0, 0, 2))).toBe('excused')
  })
})
