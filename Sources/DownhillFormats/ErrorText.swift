// Words of the sentences about files.

/// `1 byte`, `2 bytes`.
package func counted(_ count: Int, _ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }

/// Text from a file between quotation marks, made fit for a terminal: short, and with what cannot be seen spelled out.
package func quoted(_ text: String) -> String {
  let limit = 40
  var result = "\""
  var count = 0
  for scalar in text.unicodeScalars {
    if count == limit { return result + "…\"" }
    if isHidden(scalar.value) {
      result += "\\u{" + String(scalar.value, radix: 16) + "}"
    } else {
      result += String(scalar)
    }
    count += 1
  }
  return result + "\""
}

/// C0, DEL, C1, blanks that look like others or like nothing, and the marks that reverse or hide the text around them.
private func isHidden(_ value: UInt32) -> Bool {
  value < 0x20 || (0x7F...0xA0).contains(value) || value == 0xAD || (0x2000...0x200F).contains(value)
    || (0x2028...0x202F).contains(value) || (0x205F...0x206F).contains(value) || value == 0x3000 || value == 0xFEFF
}
