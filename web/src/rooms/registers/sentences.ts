// The server says what is wrong in English; who reads Chinese gets the sentences that come often in Chinese, and the others as they are.
type Rule = readonly [pattern: RegExp, zh: string]
const rules: Rule[] = [
  [/ must be given$| needs this field$/, '必填'],
  [/^'(.*)' (?:is not a number|.*no number)$/, '“$1”不是数'],
  [/^'(.*)' (?:is not a date|names no day|is no day of the calendar)$/, '“$1”不是日期'],
  [/^'(.*)' is not a time$/, '“$1”不是时间'],
  [/^(\S+) is out of range$/, '$1 超出允许的范围'],
  [/^(\d+) characters, at most (\d+)$/, '有 $1 个字，最多 $2 个'],
  [/^(\d+) files, at most (\d+)$/, '有 $1 个文件，最多 $2 个'],
  [/^'(.*)' has more than (\d+) places after the point$/, '“$1”的小数超过 $2 位'],
  [/^'(.*)' does not look like (.*)$/, '“$1”不符合格式 $2'],
  [/^'(.*)' (?:is no code of|is not in the list) (.*)$/, '“$1”不在“$2”代码表内'],
  [/^'(.*)' stands several times in the list (.*)$/, '“$1”在“$2”代码表里有多个，请写代码'],
  [/^'(.*)' is neither yes nor no$/, '“$1”应写“是”或“否”'],
  [/^'(.*)' is no state .*$/, '“$1”不是可以填的状态'],
  [/^record (\d+) has the key '(.*)' already$/, '已有编号为“$2”的记录（序号 $1）'],
  [/^(?:another record|record \d+) has the same (.*)$/, '已有记录的“$1”与此相同'],
  [/of the same sheet has the key '(.*)' too$/, '表内有另一行也是“$1”'],
  [/^the key '(.*)' is taken by a record you may not change$/, '编号“$1”的记录不在您的修改范围内'],
  [/^no record of (.*) has the key or the name '(.*)'$/, '“$1”里没有“$2”'],
  [/^several records of (.*) are called '(.*)'$/, '“$1”里有多条叫“$2”，请写编号'],
  [/^one of the two coordinates is missing$/, '经度、纬度只填了一个'],
  [/latitude and longitude look swapped$/, '经度、纬度像是写反了'],
  [/^the spreadsheet turned the code into the number (.*); its last digits are lost$/, '表格软件把号码变成了数 $1，末几位已丢失，请按文本重填'],
  [/^plane coordinates without their system$/, '平面坐标没有声明坐标系'],
  [/^this kind of file is not kept$/, '不接收这类文件'],
  [/^the file is empty$/, '文件是空的，请重新选择'],
  [/^the file has (\d+) bytes, at most (\d+) are kept/, '文件太大：$1 字节，最多 $2 字节'],
  [/^by its content the file is (.*), its name says something else$/, '文件内容是 $1，与名称不符'],
  [/^the check character is (.), by the rule it is (.).*$/, '校验码为 $1，按规则应为 $2，请与证照核对'],
]
/// In Chinese where the sentence is known; null where it is not.
export function inChinese(detail: string): string | null {
  const rule = rules.find(([pattern]) => pattern.test(detail))
  if (!rule) return null
  const found = rule[0].exec(detail)
  return rule[1].replace(/\$(\d)/g, (_, n: string) => found?.[Number(n)] ?? '')
}
