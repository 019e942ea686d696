import Downhill
import DownhillExplain
import DownhillFormats

/// What the page's fields offer: the settings of a network, and the lists of Draw and of the race.
enum Form {
  /// For each field the words of a choice, what to show for them where that is something else, and the default.
  static var fields: [(key: String, value: JSONValue)] {
    var fields: [(key: String, value: JSONValue)] = []
    for setting in Setting.allCases where TrainingOptions.isOffered(setting) {
      var words: [String] = []
      switch setting.form {
      case .word(let choice), .words(let choice): words = choice
      default: break
      }
      fields.append((setting.rawValue, field(words, usual: setting.usual?.text)))
    }
    let ways = PicturePreparation.allCases
    fields.append(
      ("prepare", field(ways.map { $0.rawValue }, ways.map { $0.title }, usual: PicturePreparation.auto.rawValue)))
    fields.append(("seconds", field(RaceTab.offeredSeconds.map { "\($0)" }, usual: "\(RaceTab.usualSeconds)")))
    return fields
  }

  private static func field(_ words: [String], _ titles: [String] = [], usual: String?) -> JSONValue {
    var members: [(key: String, value: JSONValue)] = []
    for (key, texts) in [("words", words), ("titles", titles)] where !texts.isEmpty {
      members.append((key, .array(texts.map { .string($0) })))
    }
    if let usual { members.append(("usual", .string(usual))) }
    return .object(JSONObject(members))
  }
}

extension PicturePreparation {
  /// What it does to a drawing, in a few words.
  fileprivate var title: String {
    switch self {
    case .auto: "like its examples"
    case .mnist: "scaled and centred"
    case .none: "only resized"
    }
  }
}
