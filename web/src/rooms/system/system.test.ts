import { beforeEach, describe, expect, it } from 'vitest'
import { locale } from '@/kit/i18n'
import { counted, isRefusal, refused } from './counters'
import { bodyOf, chosen, formOf, type Person } from './people'
import { editionOf, inForce, matches, type Standard } from './standards'
import { actionName, detailLines, subjectName, subjectPlace } from './trail'

beforeEach(() => { locale.value = 'zh' })

const person = (login: string, more: Partial<Person> = {}): Person => ({ id: 1, login, name: '', role: 'monitor', active: true, ...more })
describe('accounts', () => {
  it('are chosen by role, state and text', () => {
    const all = [person('li'), person('wang', { role: 'enterprise', facility: '热电厂' }), person('zhao', { active: false })]
    expect(chosen(all, { q: '', role: '', show: 'active' }).map((one) => one.login)).toEqual(['li', 'wang'])
    expect(chosen(all, { q: '热电', role: '', show: 'all' }).map((one) => one.login)).toEqual(['wang'])
    expect(chosen(all, { q: '', role: 'monitor', show: 'inactive' }).map((one) => one.login)).toEqual(['zhao'])
  })
  it('send a login and a password only when new, and a facility only for an enterprise', () => {
    const li = { login: ' li ', name: '李', facility: '热电厂', department: ' air ', area: '140215100', active: true, password: 'secret-secret' }
    expect(bodyOf({ ...li, role: 'monitor' }, true)).toEqual({ login: 'li', name: '李', role: 'monitor', facility: '', department: '', area: '', password: 'secret-secret' })
    expect(bodyOf({ ...li, role: 'officer' }, true)).toMatchObject({ facility: '', department: 'air', area: '140215100' })
    expect(bodyOf({ ...li, role: 'grid' }, true)).toMatchObject({ facility: '', department: '', area: '140215100' })
    expect(bodyOf({ ...formOf(person('wang', { role: 'enterprise', facility: '热电厂' })), active: false }, false)).toEqual({ name: '', role: 'enterprise', facility: '热电厂', department: '', area: '', active: false })
  })
})
describe('the trail', () => {
  it('tells a change as before and after', () => {
    expect(detailLines({ state: { before: 'open', after: 'cleared' }, until: '10:00', gone: { before: 1, after: null } })).toEqual(['状态：未确认 → 已解除', 'until：10:00', 'gone：1 → —'])
    expect(detailLines({ kind: { before: 'other', after: 'air_station' }, password: 'set', active: true })).toEqual(['类别：其他点位 → 空气站', '密码：已设置', '启用：是'])
    expect(detailLines(undefined)).toEqual([])
  })
  it('leads to what it speaks of', () => {
    expect(subjectPlace('alarm/3')).toBe('/alarms?state=all&alarm=3')
    expect(subjectPlace('logger/A B')).toBe('/loggers/A%20B')
    expect(subjectPlace('person/1')).toBeNull()
  })
  it('names its subjects', () => {
    expect([subjectName('point/7'), subjectName('person/2'), subjectName('moon/1'), subjectName('')]).toEqual(['点位 7', '账号 2', 'moon/1', ''])
  })
  it('names what it knows and shows the rest as it is', () => {
    expect(actionName('alarm.clear')).toBe('解除报警')
    expect(actionName('moon.landing')).toBe('moon.landing')
  })
})
describe('counters', () => {
  it('know a refusal by its name', () => {
    expect(['ingest_crc_wrong', 'net_http_closed_idle', 'ingest_refused_noise'].every(isRefusal)).toBe(true)
    expect(isRefusal('ingest_frames')).toBe(false)
  })
  it('tell how fast they grow, and hide refusals that never happened', () => {
    const got = counted({ at: 10_000, counters: { ingest_frames: 150, ingest_crc_wrong: 0, ingest_closed_slow: 2 } }, { at: 5_000, counters: { ingest_frames: 100 } })
    expect(got.find((one) => one.name === 'ingest_frames')?.per_s).toBe(10)
    expect(got.find((one) => one.name === 'ingest_closed_slow')?.per_s).toBeNull()
    expect(refused(got).map((one) => one.name)).toEqual(['ingest_closed_slow'])
  })
})
describe('standards on a day', () => {
  const old: Standard = { id: 'HJ633-2012', number: 'HJ 633-2012', title: '', effective_from: '2016-01-01', effective_to: '2026-02-28' }
  it('hold from the first day to the last, both included', () => {
    expect(['2015-12-31', '2016-01-01', '2026-02-28', '2026-03-01'].map((on) => inForce(old, on))).toEqual(['future', 'now', 'now', 'past'])
  })
  it('are found by all words asked for', () => {
    expect(matches('hj 2012', 'HJ 633-2012')).toBe(true)
    expect(matches('hj 2026', 'HJ 633-2012')).toBe(false)
    expect(editionOf('GB18918-2002/一级A')).toBe('GB18918-2002')
  })
})
