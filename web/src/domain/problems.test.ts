import { expect, it } from 'vitest'
import { Problem } from '@/api/client'
import { locale } from '@/kit/i18n'
import { fieldProblem, kindOf, restOf, timeIn } from './problems'

const note = new Problem(422, 'invalid', 'a note is needed', 'note', 'say why')
it('finds the field a refusal names, in the problem itself or in its list', () => {
  expect(fieldProblem(note, 'note')).toMatchObject({ detail: 'a note is needed', mend: 'say why' })
  expect(fieldProblem(note, 'login')).toBeNull()
  const many = new Problem(422, 'invalid', 'two fields', '', '', [{ code: 'invalid', detail: 'too short', where: 'password' }])
  expect(fieldProblem(many, 'password')?.detail).toBe('too short')
})
it('keeps above the form only what no field shows', () => {
  expect(restOf(note, ['note'])).toBeNull()
  expect(restOf(note, ['login'])).toBe(note)
  expect(restOf(new Problem(409, 'conflict', 'settled already', 'id'), ['note'])?.code).toBe('conflict')
  expect(restOf(null, [])).toBeNull()
})
it('names its kind in Chinese, and leaves English to the server', () => {
  locale.value = 'zh'
  expect(kindOf(new Problem(404, 'not_found', 'there is no point 1'))).toBe('没有找到，或不在您的查看范围内')
  expect([kindOf(new Problem(418, 'teapot', '')), kindOf(null)]).toEqual(['', ''])
  locale.value = 'en'
  expect(kindOf(new Problem(404, 'not_found', 'there is no point 1'))).toBe('')
  locale.value = 'zh'
})
it('finds the time that a refusal names', () => {
  expect(timeIn(new Problem(429, 'too_many', 'too many wrong passwords', '', 'try again after 2026-03-01T08:15:00.000+08:00'))).toBe('2026-03-01T08:15:00.000+08:00')
  expect(timeIn(note)).toBe('')
})
