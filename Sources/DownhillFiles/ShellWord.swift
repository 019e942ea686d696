/// A path as a shell takes it for one word.
package func shellWord(_ path: String) -> String {
  let plain = path.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: [UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(byte)
    }
  }
  if plain && !path.isEmpty { return path }
  var quoted = "'"
  for character in path { quoted += character == "'" ? "'\\''" : String(character) }
  return quoted + "'"
}
