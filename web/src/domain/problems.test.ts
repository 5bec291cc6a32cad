import { expect, it } from 'vitest'
import { Problem } from '@/api/client'
import { fieldProblem, restOf } from './problems'

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
