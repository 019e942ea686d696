/// A page that is one file: it loads nothing, needs no script, follows the reader's choice of light or dark, and
/// prints.
public struct ReportPage: Equatable, Sendable {
  /// The title of the window and of the page.
  public var title: String
  /// One sentence below the title.
  public var subtitle: String
  /// The language of its sentences, as HTML names it.
  public var language: String
  /// Its parts, from top to bottom.
  package var sections: [ReportSection]
  /// The last line: how the page was made.
  public var footer: String

  /// A page of these sections.
  package init(
    title: String, subtitle: String = "", language: String = "en", sections: [ReportSection], footer: String = ""
  ) {
    self.title = title
    self.subtitle = subtitle
    self.language = language
    self.sections = sections
    self.footer = footer
  }

  /// The whole file.
  public var html: String {
    Markup.element("html", [Attribute("lang", language)]) {
      Markup.element("head") {
        Markup.element("meta", [Attribute("charset", "utf-8")])
        Markup.element(
          "meta", [Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1")])
        Markup.element("meta", [Attribute("name", "color-scheme"), Attribute("content", "light dark")])
        Markup.element("title", text: title)
        StyleSheet.markup
      }
      Markup.element("body") {
        Markup.element("a", [.class("skip"), Attribute("href", "#content")], text: "To the content")
        header
        contents
        Markup.element("main", [.id("content")]) {
          for section in sections { section.markup }
        }
        if !footer.isEmpty { Markup.element("footer", text: footer) }
      }
    }.document()
  }

  private var header: Markup {
    .element("header") {
      Markup.element("h1", text: title)
      if !subtitle.isEmpty { Markup.element("p", [.class("subtitle")], text: subtitle) }
    }
  }

  /// Links to the sections, if there are many.
  private var contents: Markup? {
    guard sections.count > 3 else { return nil }
    return .element("nav", [Attribute("aria-label", "Contents")]) {
      Markup.element("ol") {
        for section in sections {
          Markup.element("li") {
            Markup.element("a", [Attribute("href", "#\(section.id)")], text: section.title)
          }
        }
      }
    }
  }
}

/// A part of a page with a heading of its own.
package struct ReportSection: Equatable, Sendable {
  /// The name that links lead to: letters, digits and hyphens, once in a page.
  package var id: String
  /// The heading.
  var title: String
  /// What is below it.
  var content: Markup

  /// A section of this content.
  init(id: String, title: String, @MarkupBuilder content: () -> Markup) {
    self.id = id
    self.title = title
    self.content = content()
  }

  /// The heading and what is below it.
  package var markup: Markup {
    .element("section", [.id(id), Attribute("aria-labelledby", "\(id)-title")]) {
      Markup.element("h2", [.id("\(id)-title")], text: title)
      content
    }
  }
}

extension Markup {
  /// A paragraph of text.
  @inline(never)
  package static func paragraph(_ text: String) -> Markup { .element("p", text: NumberText.typographic(text)) }
  /// A remark set smaller.
  @inline(never)
  package static func note(_ text: String) -> Markup {
    .element("p", [.class("note")], text: NumberText.typographic(text))
  }
}
