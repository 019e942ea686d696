/// A share as a bar of block characters, to an eighth of a character.
package enum Bar {
  private static let eighths: [Character] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  /// `share`, 0 … 1, of `width` characters; the rest is blank.
  package static func text(_ share: Double, width: Int) -> String {
    let bounded = share.isFinite ? min(max(share, 0), 1) : 0
    let total = Int((bounded * Double(width) * 8).rounded())
    let full = total / 8
    var text = String(repeating: "█", count: full)
    if full < width { text.append(eighths[total % 8]) }
    return filled(text, to: width)
  }
}
