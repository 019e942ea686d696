import DownhillFormats
import Foundation
import Testing

private func parse(_ text: String) throws(FormatError) -> JSONValue {
  try JSONValue.parse(text.bytes, file: "j")
}

@Suite("JSON")
struct JSONTests {
  private let document: JSONValue = [
    "name": "784-16-16-10", "parameters": 13002, "cost": 0.125, "done": true, "label": nil,
    "layers": [[], [:], [1, -2.5, "three"]],
  ]

  @Test("Compact text")
  func compact() {
    let text =
      #"{"name":"784-16-16-10","parameters":13002,"cost":0.125,"done":true,"label":null,"#
      + #""layers":[[],{},[1,-2.5,"three"]]}"#
    #expect(document.text() == text)
  }

  @Test("Pretty text")
  func pretty() {
    let value: JSONValue = ["a": 1, "b": [true, [:]], "c": []]
    #expect(value.text(pretty: true) == "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    {}\n  ],\n  \"c\": []\n}")
  }

  @Test("What is written is read back")
  func roundTrip() throws {
    #expect(try parse(document.text()) == document)
    #expect(try parse(document.text(pretty: true)) == document)
  }

  @Test("Foundation reads the same")
  func foundation() throws {
    let object = try JSONSerialization.jsonObject(with: Data(document.bytes())) as? [String: Any]
    #expect(object?["parameters"] as? Int == 13002)
    #expect(object?["cost"] as? Double == 0.125)
  }

  @Test("Members and types")
  func access() throws {
    #expect(document["parameters"]?.integerValue == 13002)
    #expect(document["parameters"]?.numberValue == 13002)
    #expect(document["cost"]?.numberValue == 0.125)
    #expect(document["cost"]?.integerValue == nil)
    #expect(document["name"]?.stringValue == "784-16-16-10")
    #expect(document["done"]?.boolValue == true)
    #expect(document["layers"]?.arrayValue?.count == 3)
    #expect(document["nothing"] == nil)
    #expect(JSONValue.array([])["a"] == nil)
    #expect(document.objectValue?.members.count == 6)
  }

  @Test("Doubles are written so that they read back as they were, bit by bit")
  func doubles() throws {
    var generator = SeededGenerator(state: 1)
    var values = [
      0, -0.0, 0.1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 2.2250738585072014e-308, 1e16, 1e-7,
      .greatestFiniteMagnitude, 9007199254740992,
    ]
    for _ in 0..<20_000 {
      let value = Double(bitPattern: generator.next())
      if value.isFinite { values.append(value) }
    }
    for value in values {
      let text = JSONValue.number(value).text()
      let back = try #require(try parse(text).numberValue)
      #expect(back.bitPattern == value.bitPattern, "\(text)")
      #expect(Double(text)?.bitPattern == value.bitPattern)
    }
  }

  @Test("Numbers are rounded as C's strtod rounds them")
  func rounding() throws {
    var generator = SeededGenerator(state: 2)
    var texts = [
      "9007199254740993.0", "9007199254740992.9", "9007199254740993.00000000000000000000000000000001",
      "2.4703282292062327e-324", "2.4703282292062328e-324", "4.9406564584124654e-324", "1.7976931348623158e308",
      "2.2250738585072011e-308", "1e-400", "0.0e999", "123456789012345678901234567890", "1e23", "8.5e22",
      "0." + String(repeating: "0", count: 400) + "1e401", "1" + String(repeating: "0", count: 400) + "e-400",
      // Half way between two doubles, and a hair more after 800 digits.
      "9007199254740993." + String(repeating: "0", count: 1000) + "1",
    ]
    for _ in 0..<20_000 {
      let digits = (0..<1 + generator.below(30)).map { _ in String(generator.below(10)) }.joined()
      texts.append("\(1 + generator.below(9))\(digits).5e\(generator.below(640) - 345)")
    }
    for text in texts {
      let expected = try #require(Double(text))
      if expected.isFinite {
        #expect(try parse(text).numberValue?.bitPattern == expected.bitPattern, "\(text)")
      } else {
        #expect(formatError { () throws(FormatError) in _ = try parse(text) }?.problem == .json(.numberOutOfRange))
      }
    }
  }

  @Test("NaN and the infinities become null")
  func notFinite() {
    #expect(JSONValue.array([.number(.nan), .number(.infinity), .number(-.infinity)]).text() == "[null,null,null]")
  }

  @Test("Integers stay integers as long as they fit")
  func integers() throws {
    #expect(try parse("9223372036854775807") == .integer(.max))
    #expect(try parse("-9223372036854775808") == .integer(.min))
    #expect(try parse("9223372036854775808") == .number(9223372036854775808))
    #expect(try parse("0") == .integer(0))
    #expect(try parse("1.0") == .number(1))
    #expect(try parse("-0").numberValue?.sign == .minus)
    #expect(JSONValue.integer(.min).text() == "-9223372036854775808")
  }

  @Test("Escapes")
  func escapes() throws {
    let text = "\"\\ /\u{8}\u{C}\n\r\t\u{1}\u{1F}é数😀\u{7F}"
    let json = #""\"\\ /\b\f\n\r\t\u0001\u001fé数😀"# + "\u{7F}\""
    #expect(JSONValue.string(text).text() == json)
    #expect(try parse(json) == .string(text))
    #expect(try parse(#""\u00E9\u6570\uD83D\ude00\/""#) == .string("é数😀/"))
  }

  @Test("Keys are compared by their bytes")
  func keys() throws {
    let composed = "\u{E9}"
    let decomposed = "e\u{301}"
    let value = try parse("{\"\(composed)\":1,\"\(decomposed)\":2}")
    #expect(value[composed] == 1)
    #expect(value[decomposed] == 2)
  }

  @Test("Nesting up to the limit")
  func depth() throws {
    let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(try parse(deep).text() == deep)
  }

  @Test(
    "Text that is not JSON",
    arguments: [
      ("", "the text ends inside a value, at byte 0"),
      ("  ", "the text ends inside a value, at byte 2"),
      ("[1,]", #"not JSON: "]" is not allowed here, at byte 3"#),
      ("[1 2]", #""2" is not allowed here, at byte 3"#),
      ("[1", "ends inside a value, at byte 2"),
      ("{", "ends inside a value, at byte 1"),
      ("{a:1}", #""a" is not allowed here, at byte 1"#),
      (#"{"a" 1}"#, #""1" is not allowed here, at byte 5"#),
      (#"{"a":1,}"#, #""}" is not allowed here, at byte 7"#),
      (#"{"a":1,"b":2,"a":3}"#, #"the key "a" occurs twice in one object, at byte 13"#),
      ("tru", "ends inside a value, at byte 3"),
      ("nulL", #""L" is not allowed here, at byte 3"#),
      ("True", #""T" is not allowed here, at byte 0"#),
      ("1 1", #""1" is not allowed here, at byte 2"#),
      ("01", "a malformed number, at byte 0"),
      ("-", "a malformed number, at byte 0"),
      ("+1", #""+" is not allowed here, at byte 0"#),
      ("1.", "a malformed number, at byte 0"),
      (".5", #""." is not allowed here"#),
      ("1e", "a malformed number"),
      ("1e+", "a malformed number"),
      ("NaN", #""N" is not allowed here"#),
      ("[1e999]", "beyond the range of Double, at byte 1"),
      (#""abc"#, "ends inside a value, at byte 4"),
      (#""\x""#, "malformed escape in a string, at byte 1"),
      (#""\u12g4""#, "malformed escape in a string, at byte 1"),
      (#""\ud83d""#, "malformed escape in a string, at byte 1"),
      (#""\ud83dx""#, "malformed escape in a string, at byte 1"),
      (#""\ud83dA""#, "malformed escape in a string, at byte 1"),
      (#""\ude00""#, "malformed escape in a string, at byte 1"),
      ("\"a\nb\"", "an unescaped control character (0x0a) in a string, at byte 2"),
      ("\u{FEFF}1", "0xef is not allowed here, at byte 0"),
      (String(repeating: "[", count: 65), "nested deeper than 64 levels, at byte 64"),
      (String(repeating: "[", count: 1_000_000), "nested deeper than 64 levels, at byte 64"),
    ])
  func bad(text: String, sentence: String) throws {
    let error = try #require(formatError { () throws(FormatError) in _ = try parse(text) })
    #expect(error.description.contains(sentence), "\(error)")
  }

  @Test(
    "Bytes that are not UTF-8",
    arguments: [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x41], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xE2, 0x82],
      [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
    ] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) {
    let text = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
    let error = formatError { () throws(FormatError) in _ = try JSONValue.parse(text, file: "j") }
    #expect(error == FormatError(file: "j", offset: 1, problem: .json(.malformedUTF8)))
    #expect(String(validating: bytes, as: UTF8.self) == nil)
  }

  @Test("A hundred thousand keys do not take the square of their number")
  func manyKeys() throws {
    let text = "{" + (0..<100_000).map { "\"k\($0)\":0" }.joined(separator: ",") + "}"
    #expect(try parse(text).objectValue?.members.count == 100_000)
  }
}
