import { beforeAll, describe, expect, it } from 'vitest'
import { bytes, clock, count, dateTime, day, duration, fullTime, iso, number, offset, percent, quantity, startOfDay, unit } from './format'
import { giveKitWords, locale } from './i18n'

beforeAll(() => giveKitWords({ days: ['{n} 天', '{n} d'], hours: ['{n} 小时', '{n} h'], minutes: ['{n} 分', '{n} min'], seconds: ['{n} 秒', '{n} s'] }))

const at = '2026-03-01T00:30:05+08:00'
describe('times', () => {
  it('are Beijing times wherever the browser stands', () => {
    expect(fullTime('2026-02-28T16:30:05Z')).toBe('2026-03-01 00:30:05')
    expect(clock(at)).toBe('00:30:05')
    expect(day(at)).toBe('2026-03-01')
    expect(iso(Date.parse(at))).toBe('2026-03-01T00:30:05+08:00')
  })
  it('name the year only when it is another one', () => {
    expect(dateTime(at, new Date('2026-06-01T00:00:00Z'))).toBe('03-01 00:30')
    expect(dateTime(at, new Date('2027-06-01T00:00:00Z'))).toBe('2026-03-01 00:30')
  })
  it('of a day begin at Beijing midnight', () => {
    expect(fullTime('2026-03-01')).toBe('2026-03-01 00:00:00')
    expect(startOfDay(Date.parse(at))).toBe(Date.parse('2026-03-01T00:00:00+08:00'))
  })
  it('that are missing or no times are a dash', () => {
    for (const nothing of [null, undefined, '', 'yesterday']) expect(fullTime(nothing)).toBe('—')
  })
})

describe('numbers', () => {
  it('have four significant digits and no exponent', () => {
    expect(number(37.31333333)).toBe('37.31')
    expect(number(0.00012345)).toBe('0.000123')
    expect(number(198091)).toBe('198,091')
    expect(number(158903.62)).toBe('158,904')
    expect(number(9999)).toBe('9999')
    expect(number(-0.3371)).toBe('-0.3371')
  })
  it('that are missing are a dash, never zero', () => {
    expect(number(null)).toBe('—')
    expect(number(NaN)).toBe('—')
    expect(quantity(null, 'mg/L')).toBe('—')
    expect(percent(undefined)).toBe('—')
    expect(count(null)).toBe('—')
    expect(number(0)).toBe('0')
  })
  it('stand with their unit; a pure number has none', () => {
    expect(quantity(12.5, 'mg/m3')).toBe('12.5 mg/m³')
    expect(quantity(7.2, '1')).toBe('7.2')
    expect(unit('ug/m3')).toBe('μg/m³')
    expect(['m2', 'km2', '万m3', 'm3/d', 'm-1', 'tCO2e', 'dB(A)', 'm2.K', 'PM2.5'].map(unit)).toEqual(['m²', 'km²', '万m³', 'm³/d', 'm⁻¹', 'tCO₂e', 'dB(A)', 'm².K', 'PM2.5'])
  })
  it('are grouped, shared and sized for reading', () => {
    expect(count(1234567)).toBe('1,234,567')
    expect(percent(0.9876)).toBe('98.8 %')
    expect(bytes(1536)).toBe('1.5 KiB')
  })
  it('of time are told in the language that is read', () => {
    locale.value = 'en'
    expect([offset(-200), offset(2), offset(-0.64), duration(75 * 60_000), duration(3 * 86_400_000)]).toEqual(['−3 min 20 s', '+2 s', '−0.6 s', '1 h 15 min', '3 d'])
    locale.value = 'zh'
    expect([offset(-420), offset(4000), duration(2 * 86_400_000 + 21 * 3_600_000), duration(51_000)]).toEqual(['−7 分', '+1 小时 7 分', '2 天 21 小时', '51 秒'])
  })
})
