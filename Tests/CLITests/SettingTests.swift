import Downhill
import DownhillSettings
import Foundation
import Testing

@testable import CLI

/// Settings as the command line takes them: a setting that is declared and that some part of it passes over is named here.
@Suite struct SettingTests {
  private static let options = Setting.allCases.filter(\.isOption)

  @Test(arguments: Setting.allCases)
  func `what can be given is explained, and nothing else`(_ setting: Setting) {
    #expect((setting.help != nil) == setting.isOption)
  }

  @Test(arguments: Setting.allCases)
  func `train takes what can be given, once`(_ setting: Setting) {
    let count = CommandSpecification.train.options.count { $0.name == setting.rawValue }
    // Of validation the file has the number of examples, and the option says it in several ways.
    #expect(count == (setting.isOption || setting == .validation ? 1 : 0))
  }

  @Test(arguments: options.filter { $0.usual != nil })
  func `the usual value can be typed`(_ setting: Setting) {
    #expect(setting.usual.map { SettingValue(typed: $0.shortest, of: setting.form) } == setting.usual)
  }

  @Test(arguments: options.filter { $0.subject != .record })
  func `what is typed reaches the configuration`(_ setting: Setting) throws {
    let text =
      switch setting.form {
      case .word(let words), .words(let words): words[words.count - 1]
      case .name: "a name"
      case .whole, .wholeOrAll, .seed: "7"
      case .list: "5,4"
      case .single, .double: "0.375"
      case .singles: "0.25,0.875"
      }
    var texts = SettingTexts()
    if let (choice, words, _) = setting.owners { texts.set(choice, words[0]) }
    if setting == .outputActivation { texts.set(.cost, "cross-entropy") }
    texts.set(setting, text)
    let settings = try TrainingSettings(texts)
    let configuration = try settings.configuration(inputs: 3, outputs: settings.network.classCount)
    #expect(configuration.value(of: setting)?.text == text)
    #expect(setting.usual?.text != text)
  }

  @Test func `what may be typed is what is read`() {
    for setting in Self.options {
      for text in [
        "", "0", "1", "7", "-1", ".5", "1e-3", "2000", "all", "none", "5,4", ".1,0.9", "0.1,", "0.5,x", "auto", "adam",
        "sigmoid",
      ] {
        #expect(
          (SettingValue(typed: text, of: setting.form) != nil) == setting.expected.accepts(text), "\(setting): \(text)")
      }
    }
  }

  /// `ResumeTests` tries a value that disagrees for each setting that training cannot change.
  @Test func `what must agree when training resumes`() {
    let tried = ResumeTests.disagreements.map(\.0) + ResumeTests.withoutIt
    let names = Set(tried.compactMap { $0.split(separator: " ").first.map { String($0.dropFirst(2)) } })
    #expect(names == Set(Self.options.filter { !$0.mayChange }.map(\.rawValue) + ["validation"]))
  }

  /// The module fills the form's lists and placeholders; the page only names the settings.
  @Test func `the explorer's form names settings, and repeats none of their values`() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Explorer/Page/index.html")
    let page = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(page.range(of: #"<form id="settings""#))
    let form = page[start.upperBound...].components(separatedBy: "</form>")[0]
    let names = form.components(separatedBy: #"name=""#).dropFirst().compactMap { $0.split(separator: "\"").first }
    #expect(names.count > 5)
    for name in names {
      let setting = try #require(Setting(rawValue: String(name)), "\(name)")
      #expect(setting.isOption && setting.subject != .record)
    }
    #expect(!form.contains("<option") && !form.contains("placeholder"))
  }

  @Test(arguments: Preset.allCases)
  func `a preset can be obeyed`(_ preset: Preset) throws {
    var texts = SettingTexts()
    for (setting, text) in preset.settings { texts.set(setting, text) }
    _ = try TrainingSettings(texts).configuration(inputs: 784, outputs: 10)
  }
}
