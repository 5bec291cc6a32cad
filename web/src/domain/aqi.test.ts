import { describe, expect, it } from 'vitest'
import { concentration } from './aqi'

describe('a concentration', () => {
  it('is rounded as HJ 633 rounds it before the index: whole, CO to a tenth', () => {
    expect(concentration(31.833333, 'PM2.5')).toBe('32')
    expect(concentration(0.6516667, 'CO')).toBe('0.7')
    expect(concentration(1, 'CO')).toBe('1.0')
  })
  it('goes from a half to the even digit', () => {
    expect([26.5, 27.5, 0.5].map((value) => concentration(value, 'PM10'))).toEqual(['26', '28', '0'])
    expect([0.65, 0.75].map((value) => concentration(value, 'CO'))).toEqual(['0.6', '0.8'])
  })
  it('that is missing is a dash', () => expect(concentration(null, 'O3')).toBe('—'))
})
