import DownhillExplain

/// The page of `collapse`: what comes of listening to one example only.
public struct CollapseReport: Sendable {
  /// What is told.
  public let story: CollapseStory
  /// How the page came to be.
  public let footer: String

  /// The page of a story.
  public init(story: CollapseStory, footer: String = "") {
    self.story = story
    self.footer = footer
  }

  /// The page.
  public var page: ReportPage {
    ReportPage(
      title: "One example only: \(story.example), \(story.digit)", subtitle: story.networkName,
      sections: [outcomeSection], footer: footer)
  }

  private var outcomeSection: ReportSection {
    ReportSection(id: "outcome", title: "What comes of it") {
      Markup.paragraph("\(story.beginning). \(story.training).")
      for sentence in story.conclusions { Markup.paragraph(sentence) }
    }
  }
}
