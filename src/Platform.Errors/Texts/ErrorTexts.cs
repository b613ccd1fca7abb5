using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Resources;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Shared;

namespace Platform.Errors;

/// <summary>Titles and details of errors, in the language of whoever reads them. Codes are never translated.</summary>
/// <remarks>
/// Safe on many threads. Translations stand in the resources of a catalogue under <c>CODE.title</c> and <c>CODE.detail</c>. Each culture is read once, when it
/// is first asked for; a translation that is missing or broken (a malformed template, a hole that is no disclosed parameter) leaves the neutral text, and a
/// broken one is logged then, and resources that are not there at all once for their catalogue. So an answer may be in two languages:
/// <see cref="LanguageOf(in Error, CultureInfo?)"/> says which. Durations are said in words.
/// </remarks>
public sealed class ErrorTexts
{
    private readonly ErrorCatalogs _catalogs;
    private readonly ILogger<ErrorTexts> _logger;
    private readonly FrozenDictionary<string, Lazy<FrozenDictionary<ErrorDescriptor, ErrorText>>> _byCulture;
    private readonly FrozenDictionary<ErrorDescriptor, ErrorText> _neutral;
    private readonly ConcurrentDictionary<ErrorCatalog, byte> _withoutResources = new();
    private readonly int _maximumErrors;

    /// <summary>Knows the cultures of the options and the resources of the catalogues.</summary>
    /// <param name="catalogs">The catalogues.</param>
    /// <param name="options">The options.</param>
    /// <param name="logger">Is told about broken translations.</param>
    public ErrorTexts(ErrorCatalogs catalogs, IOptions<PlatformErrorsOptions> options, ILogger<ErrorTexts> logger)
    {
        ArgumentNullException.ThrowIfNull(catalogs);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        (_catalogs, _logger) = (catalogs, logger);
        NeutralLanguage = options.Value.NeutralLanguage;
        _maximumErrors = options.Value.MaximumErrors;
        Cultures = [.. options.Value.Cultures.Select(CultureInfo.GetCultureInfo).Distinct()];
        _byCulture = Cultures.ToFrozenDictionary(
            culture => culture.Name,
            culture => new Lazy<FrozenDictionary<ErrorDescriptor, ErrorText>>(() => Read(culture)),
            StringComparer.OrdinalIgnoreCase);
        _neutral = ReadNeutral();
    }

    /// <summary>The language tag of the neutral texts.</summary>
    public string NeutralLanguage { get; }

    /// <summary>The cultures that texts are translated into; the neutral one is not among them.</summary>
    public IReadOnlyList<CultureInfo> Cultures { get; }

    /// <summary>The title of an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="culture">The reader's culture; <see langword="null"/> and the invariant one mean the neutral language.</param>
    /// <returns>A translation into this culture or the nearest above it, else the neutral title.</returns>
    public string Title(in Error error, CultureInfo? culture = null) => Of(error.Descriptor, culture).Title;

    /// <summary>The detail of an error, with its disclosed arguments formatted as the culture does.</summary>
    /// <param name="error">The error.</param>
    /// <param name="culture">The reader's culture; <see langword="null"/> and the invariant one mean the neutral language.</param>
    /// <returns>A translation into this culture or the nearest above it, else the neutral detail, or <see langword="null"/> if the error has none.</returns>
    public string? Detail(in Error error, CultureInfo? culture = null) => Of(error.Descriptor, culture).Fill(in error);

    /// <summary>
    /// The language that the texts of an error are really in, whichever was asked for: the value of <c>Content-Language</c> (RFC 9110 §8.5) for a problem.
    /// </summary>
    /// <param name="error">The error, with those that it collects.</param>
    /// <param name="culture">The reader's culture; <see langword="null"/> and the invariant one mean the neutral language.</param>
    /// <returns>
    /// A language tag (RFC 5646). Where only a part is translated, all the tags, joined by <c>", "</c>: first that of the title. Allocates only then.
    /// </returns>
    [HotPath]
    public string LanguageOf(in Error error, CultureInfo? culture)
    {
        var text = Of(error.Descriptor, culture);
        var languages = text.TitleLanguage ?? NeutralLanguage;
        if (text.Detail is not null)
            languages = LanguageTags.With(languages, text.DetailLanguage ?? NeutralLanguage);
        var collected = error.Collected;
        foreach (ref readonly var one in collected[..int.Min(collected.Length, _maximumErrors)])
            languages = LanguageTags.With(languages, ReadableOf(in one, culture));
        return languages;
    }

    /// <summary>The language that texts for a culture are looked for in first. A text without a translation is in another one.</summary>
    /// <param name="culture">The reader's culture.</param>
    /// <returns>A language tag (RFC 5646).</returns>
    public string LanguageOf(CultureInfo? culture) => Nearest(culture)?.Name ?? NeutralLanguage;

    /// <summary>
    /// Finds the culture for a language range of <c>Accept-Language</c>, by lookup (RFC 4647 §3.4): the range itself, then ever shorter ones.
    /// </summary>
    /// <param name="languageRange">The range, such as <c>de-AT</c>. <c>*</c> matches the neutral language.</param>
    /// <param name="culture">The culture to ask for; the invariant one for the neutral language.</param>
    /// <returns>Whether there are texts for it. What is not a language range matches nothing.</returns>
    public bool TryMatch(ReadOnlySpan<char> languageRange, out CultureInfo culture)
    {
        culture = CultureInfo.InvariantCulture;
        if (languageRange is "*")
            return true;
        if (!LanguageTags.IsWellFormed(languageRange))
            return false;
        for (var range = languageRange; ; range = range[..range.LastIndexOf('-')])
        {
            foreach (var candidate in Cultures)
            {
                if (range.Equals(candidate.Name, StringComparison.OrdinalIgnoreCase))
                {
                    culture = candidate;
                    return true;
                }
            }
            if (range.Equals(NeutralLanguage, StringComparison.OrdinalIgnoreCase))
                return true;
            if (!range.Contains('-'))
                return false;
        }
    }

    /// <summary>The texts of an error for a culture.</summary>
    internal ErrorText Of(ErrorDescriptor descriptor, CultureInfo? culture) =>
        Nearest(culture) is { } nearest && _byCulture[nearest.Name].Value.TryGetValue(descriptor, out var text) ? text : Neutral(descriptor);

    /// <summary>The language of what an error says in one sentence: its detail, or its title if it has none.</summary>
    internal string ReadableOf(in Error error, CultureInfo? culture)
    {
        var text = Of(error.Descriptor, culture);
        return (text.Detail is null ? text.TitleLanguage : text.DetailLanguage) ?? NeutralLanguage;
    }

    private ErrorText Neutral(ErrorDescriptor descriptor) => _neutral.GetValueOrDefault(descriptor) ?? descriptor.NeutralText;

    private CultureInfo? Nearest(CultureInfo? culture)
    {
        if (_byCulture.Count == 0)
            return null;
        for (; culture is { Name.Length: > 0 }; culture = culture.Parent)
        {
            if (_byCulture.ContainsKey(culture.Name))
                return culture;
        }
        return null;
    }

    private FrozenDictionary<ErrorDescriptor, ErrorText> Read(CultureInfo culture)
    {
        var texts = new Dictionary<ErrorDescriptor, ErrorText>();
        foreach (var (catalog, descriptor) in _catalogs.Entries)
        {
            if (ResourcesOf(catalog, culture) is { } resources && Translation(resources, descriptor, Neutral(descriptor), culture) is { } text)
                texts.Add(descriptor, text);
        }
        return texts.ToFrozenDictionary();
    }

    /// <summary>
    /// A catalogue may be written in another language than the service: the common one is, in a service whose own texts are German. What it has a translation
    /// of is then neutral in the service's language, and the rest says of itself which language it is in. Numbers and dates are written as the language of the
    /// text writes them.
    /// </summary>
    private FrozenDictionary<ErrorDescriptor, ErrorText> ReadNeutral()
    {
        var texts = new Dictionary<ErrorDescriptor, ErrorText>();
        foreach (var (catalog, descriptor) in _catalogs.Entries)
        {
            if (catalog.NeutralLanguage is not { } language || language.Equals(NeutralLanguage, StringComparison.OrdinalIgnoreCase))
            {
                if (FormatsOf(NeutralLanguage) is { } formats)
                    texts.Add(descriptor, new ErrorText(descriptor, descriptor.Title, descriptor.NeutralText.Detail) { Formats = formats });
                continue;
            }
            var neutral = new ErrorText(descriptor, descriptor.Title, descriptor.NeutralText.Detail)
            {
                TitleLanguage = language,
                DetailLanguage = language,
                Formats = FormatsOf(language),
            };
            var translation = Culture(NeutralLanguage) is { } culture && ResourcesOf(catalog, culture) is { } resources
                ? Translation(resources, descriptor, neutral, culture)
                : null;
            texts.Add(descriptor, translation ?? neutral);
        }
        return texts.ToFrozenDictionary();
    }

    /// <summary>
    /// The resources of a catalogue. Where there are none of that name at all nobody has made a mistake in a text: the name is wrong, which is said once.
    /// </summary>
    private ResourceManager? ResourcesOf(ErrorCatalog catalog, CultureInfo culture)
    {
        if (catalog.Resources is not { } resources || _withoutResources.ContainsKey(catalog))
            return null;
        try
        {
            _ = resources.GetString("", culture);
            return resources;
        }
        catch (MissingManifestResourceException) when (Cultures.Append(culture).Any(each => ResourceNames.AreThere(resources, each)))
        {
            return resources;
        }
        catch (MissingManifestResourceException)
        {
            var assembly = ResourceNames.AssemblyOf(resources);
            if (_withoutResources.TryAdd(catalog, 0))
                Log.ResourcesMissing(_logger, catalog.Domain, resources.BaseName, assembly?.GetName().Name, ResourceNames.In(assembly, culture));
            return null;
        }
        catch (Exception exception) when (exception is MissingSatelliteAssemblyException or InvalidOperationException or BadImageFormatException)
        {
            // What is wrong is said of each text that is looked for.
            return resources;
        }
    }

    private ErrorText? Translation(ResourceManager resources, ErrorDescriptor descriptor, ErrorText neutral, CultureInfo culture)
    {
        var title = Find(resources, $"{descriptor.Code}.title", culture);
        var detail = Find(resources, $"{descriptor.Code}.detail", culture);
        var template = detail is { } found ? Template(found.Text, descriptor, culture) : null;
        if (title is null && template is null)
            return null;
        var titleLanguage = title is { } ofTitle ? ofTitle.Language : neutral.TitleLanguage;
        // A detail that is nothing but arguments is in no language, and so in that of what stands beside it.
        var follows = template is null && title is not null && neutral.Detail is { HasWords: false };
        return new ErrorText(descriptor, title?.Text ?? neutral.Title, template ?? neutral.Detail)
        {
            TitleLanguage = titleLanguage,
            DetailLanguage = template is not null ? detail!.Value.Language : follows ? titleLanguage : neutral.DetailLanguage,
            Formats = template is not null || follows ? culture : neutral.Formats,
        };
    }

    /// <summary>A text, and the language that it is in: resources answer with those of a parent culture too, at last with their neutral ones.</summary>
    private (string Text, string Language)? Find(ResourceManager resources, string name, CultureInfo culture)
    {
        try
        {
            return resources.GetString(name, culture) is { } text && !string.IsNullOrWhiteSpace(text) && Source(resources, name, text, culture) is { } language
                ? (text, language)
                : null;
        }
        catch (MissingManifestResourceException)
        {
            // There are translations, and neutral resources are not needed: this text is just not among them.
            return null;
        }
        catch (Exception exception) when (exception
            is MissingSatelliteAssemblyException or InvalidOperationException or BadImageFormatException)
        {
            Log.TranslationBroken(_logger, name, culture.Name, exception.Message, exception);
            return null;
        }
    }

    /// <summary>
    /// The furthest culture above that has the same text; <see langword="null"/> if it is that of the neutral resources, and so no translation: what is neutral
    /// stands in the catalogue.
    /// </summary>
    private static string? Source(ResourceManager resources, string name, string text, CultureInfo culture)
    {
        var language = culture.Name;
        for (var parent = culture.Parent; ; parent = parent.Parent)
        {
            if (!HasText(resources, name, text, parent))
                return language;
            if (parent.Name.Length == 0)
                return null;
            language = parent.Name;
        }
    }

    private static bool HasText(ResourceManager resources, string name, string text, CultureInfo culture)
    {
        try
        {
            return resources.GetString(name, culture) == text;
        }
        catch (MissingManifestResourceException)
        {
            // Translations without neutral resources beside them.
            return false;
        }
    }

    private MessageTemplate? Template(string detail, ErrorDescriptor descriptor, CultureInfo culture)
    {
        try
        {
            var template = MessageTemplate.Parse(detail);
            var disclosed = descriptor.Parameters.Where(parameter => parameter.Disclosed).Select(parameter => parameter.Name).ToList();
            var unknown = template.Parts.FirstOrDefault(part => part.IsHole && !disclosed.Contains(part.Text) && !ErrorText.IsDelay(descriptor, part.Text));
            if (unknown.Text is null)
                return template;
            Log.TranslationBroken(_logger, $"{descriptor.Code}.detail", culture.Name, $"The error has no disclosed parameter {unknown.Text}.", null);
        }
        catch (ArgumentException exception)
        {
            Log.TranslationBroken(_logger, $"{descriptor.Code}.detail", culture.Name, exception.Message, exception);
        }
        return null;
    }

    /// <summary>English of no country is written as the invariant culture writes it, which is faster.</summary>
    private static CultureInfo? FormatsOf(string language) => language.Equals("en", StringComparison.OrdinalIgnoreCase) ? null : Culture(language);

    private static CultureInfo? Culture(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name);
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }
}
