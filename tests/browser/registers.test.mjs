// The registers as people use them: find, read, move on, enter, and not lose what somebody else wrote.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { as, closeBrowser, eventually, openBrowser, Person } from './browser.mjs'

before(openBrowser)
after(closeBrowser)

const facility = '/registers/facility'
const filter = (text) => `/registers/facility/records?limit=1&filter=${encodeURIComponent(text)}`
const idOf = async (person, code) => (await person.json(filter(`code = '${code}'`))).items[0].id
async function choose(page, box, text) {
  await box.click()
  await page.locator('.el-select-dropdown__item:visible', { hasText: text }).first().click()
}

describe('台账总览', () => {
  it('leads to a list, which conditions narrow, and from there to a record', async () => {
    await as('admin', { width: 1440 }, async (person, page) => {
      await person.go('/registers')
      await person.shot('registers-1440')
      await page.locator('main input').first().fill('隐患')
      await page.locator('.grid a', { hasText: '环境风险隐患' }).click()
      await page.locator('.chips button', { hasText: '治理中' }).click()
      await page.waitForURL(/state=/)
      await page.locator('button', { hasText: '筛选' }).first().click()
      const row = page.locator('.panel .row').first()
      await choose(page, row.locator('.field'), '级别')
      await choose(page, row.locator('.values .el-select'), '重大')
      await page.keyboard.press('Escape')
      await page.locator('.panel h2, .panel header').first().click()
      await page.locator('button', { hasText: '应用筛选' }).click()
      await page.waitForURL(/filter=/)
      const text = new URL(page.url()).searchParams
      const wanted = await person.json(`/registers/hidden_danger/records?filter=${encodeURIComponent(`${text.get('filter')} AND state IN ('${text.get('state')}')`)}`)
      assert.ok(wanted.total > 0 && wanted.total < 10, `${wanted.total} records fit`)
      await eventually('the list is as long as the server says', async () => (await page.locator('tbody tr').count()) === wanted.total)
      await person.shot('register-1440')
      await page.locator('tbody tr a').first().click()
      await page.waitForURL(/hidden_danger\/records\/\d+$/)
      await page.locator('.fields').waitFor()
      await person.settled()
      await person.shot('record-1440')
    })
  })
  it('points at the character of a filter that cannot be read', async () => {
    await as('admin', { width: 1440 }, async (person, page) => {
      person.forgiving = true
      await person.go(`${facility}?state=operating&filter=${encodeURIComponent('name = ?')}`)
      await page.locator('.refused mark').waitFor()
      assert.match(await page.locator('.refused').innerText(), /第 8 个字符/)
      assert.equal(await page.locator('.refused mark').innerText(), '?')
    })
  })
})

describe('一条记录', () => {
  it('moves on once what was missing is filled in, and its history says so', async () => {
    await as('admin', { width: 1440 }, async (person, page) => {
      const id = await idOf(person, 'YZ-F-0105')
      await person.go(`${facility}/records/${id}?tab=history`)
      await page.locator('main .tail button', { hasText: '登记停产' }).click()
      const go = page.locator('.el-dialog button[type=submit]')
      assert.ok(await go.isDisabled(), 'the day of the stop is missing')
      await page.locator('[data-field=stopped_on] input').fill('2026-03-01')
      await go.click()
      await page.locator('main header .record-state', { hasText: '停产' }).waitFor()
      await page.locator('.course li', { hasText: '登记停产' }).first().waitFor()
      assert.equal((await person.json(`/registers/facility/records/${id}`)).state, 'stopped')
    })
  })
  it('is entered with a point that is clicked on the map; a wrong number is said at its field', async () => {
    await as('admin', { width: 1440 }, async (person, page) => {
      await person.go(`${facility}/new`)
      const field = (id) => page.locator(`[data-field=${id}]`)
      await field('code').locator('input').fill('YZ-F-9001')
      await field('name').locator('input').fill('浏览器里登记的单位（虚构）')
      await field('uscc').locator('input').fill('91140215XN0000120A')
      await field('uscc').locator('[role=alert]').waitFor()
      await field('uscc').locator('input').fill('')
      await choose(page, field('kind').locator('.el-select'), '工业源')
      await field('sector').locator('.el-select').click()
      await page.keyboard.type('石墨')
      await page.locator('.el-select-dropdown__item:visible', { hasText: '石墨' }).first().click()
      await field('address').locator('input').fill('示例地址（虚构）')
      await choose(page, field('township').locator('.el-select'), '倍加造镇')
      await page.locator('.editor .canvas').scrollIntoViewIfNeeded()
      const map = await page.locator('.editor .canvas').boundingBox()
      await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2)
      await page.locator('button', { hasText: '去掉位置' }).waitFor()
      await person.shot('record-new-1440')
      await page.locator('.foot button[type=submit]').click()
      await page.waitForURL(/records\/\d+$/)
      await page.locator('h1', { hasText: '浏览器里登记的单位' }).waitFor()
      const record = (await person.json(filter("code = 'YZ-F-9001'"))).items[0]
      const { district } = await person.json('/about')
      assert.equal(record.geometry.type, 'Point')
      assert.ok(Math.abs(record.geometry.coordinates[0] - district.longitude) < 0.02 && Math.abs(record.geometry.coordinates[1] - district.latitude) < 0.02, JSON.stringify(record.geometry))
      assert.equal(record.values.township, '140215101')
    })
  })
  it('that somebody else changed meanwhile is laid side by side, and both keep what they wrote', async () => {
    await as('admin', { width: 1440 }, async (person, page) => {
      const id = await idOf(person, 'YZ-F-0106')
      await person.go(`${facility}/records/${id}/edit`)
      await page.locator('[data-field=parent] input').fill('我方写的上级（虚构）')
      await page.locator('[data-field=industrial_zone] input').fill('我方园区')
      const other = await Person.at(1440)
      await other.logIn('admin')
      await other.go(`${facility}/records/${id}/edit`)
      await other.page.locator('[data-field=industrial_zone] input').fill('对方园区')
      await other.page.locator('[data-field=address] input').fill('对方写的地址（虚构）')
      await other.page.locator('.foot button[type=submit]').click()
      await other.page.waitForURL(/records\/\d+$/)
      await other.leave()
      person.forgiving = true
      await page.locator('.foot button[type=submit]').click()
      const both = page.locator('.conflict tr.both')
      await both.waitFor()
      await person.shot('conflict-1440')
      assert.equal(await both.count(), 1)
      assert.match(await both.innerText(), /我方园区[\s\S]*对方园区/)
      await both.locator('input[value=theirs]').check()
      await page.locator('button', { hasText: '按所选保存' }).click()
      await page.waitForURL(/records\/\d+$/)
      const { values } = await person.json(`/registers/facility/records/${id}`)
      assert.deepEqual([values.parent, values.industrial_zone, values.address], ['我方写的上级（虚构）', '对方园区', '对方写的地址（虚构）'])
    })
  })
  it('is not lost by a click beside while it is being written', async () => {
    await as('admin', { width: 1440 }, async (person, page) => {
      await person.go(`${facility}/new`)
      await page.locator('[data-field=name] input').fill('半途')
      await page.locator('.crumb a').first().click()
      await page.locator('button', { hasText: '继续填写' }).click()
      assert.equal(await page.locator('[data-field=name] input').inputValue(), '半途')
      await page.locator('.crumb a').first().click()
      await page.locator('button', { hasText: '不保存，离开' }).click()
      await page.waitForURL(/\/registers$/)
    })
  })
})

describe('who sees what', () => {
  it('the public sees public registers only, nothing to change, and is told so elsewhere', async () => {
    await as('guest', { width: 1440, english: true }, async (person, page) => {
      const seen = await person.json('/registers?limit=1000')
      assert.ok(seen.total > 3 && seen.total < 100)
      await person.go('/registers')
      await eventually('every public register and no other', async () => (await page.locator('.grid li').count()) === seen.total)
      await page.locator('.grid a', { hasText: 'Facilities' }).first().click()
      await page.locator('tbody tr').first().waitFor()
      assert.equal(await page.locator('a', { hasText: 'New' }).count(), 0)
      await page.locator('tbody tr a').first().click()
      await page.locator('.fields').waitFor()
      assert.doesNotMatch(await page.locator('.fields').innerText(), /representative/)
      assert.equal(await page.locator('[role=tab]', { hasText: 'History' }).count(), 0)
      person.forgiving = true
      await person.go('/registers/hidden_danger')
      await page.locator('main [role=alert]', { hasText: 'may not see' }).first().waitFor()
      await person.go(`${facility}/new`)
      await page.locator('main [role=alert]', { hasText: 'may not see' }).waitFor()
    })
  })
  it('a phone shows records as cards and a form that can be filled in', async () => {
    await as('grid', { width: 390, dark: true }, async (person, page) => {
      for (const [name, place] of Object.entries({ registers: '/registers', register: facility, record: `${facility}/records/1`, 'record-new': `${facility}/new` })) {
        if (name === 'record') await page.locator('tbody tr a').first().click().then(() => page.locator('.fields').waitFor())
        else await person.go(place)
        assert.equal(await person.scrollsSideways(), 0, `${name} scrolls sideways`)
        await person.shot(`${name}-390-dark`)
      }
      assert.ok(await page.locator('.foot button[type=submit]').isVisible())
    })
  })
})
