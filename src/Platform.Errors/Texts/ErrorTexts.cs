using System.Collections.Frozen;
using System.Globalization;
using System.Resources;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.Errors;

/// <summary>Titles and details of errors, in the language of whoever reads them. Codes are never translated.</summary>
/// <remarks>
/// Safe on many threads. Translations stand in the resources of a catalogue under <c>CODE.title</c> and <c>CODE.detail</c>. Each culture is read once, when it
/// is first asked for; a translation that is missing or broken (a malformed template, a hole that is no disclosed parameter) leaves the neutral text, and a
/// broken one is logged then.
/// </remarks>
public sealed class ErrorTexts
{
    private readonly ErrorCatalogs _catalogs;
    private readonly ILogger<ErrorTexts> _logger;
    private readonly FrozenDictionary<string, Lazy<FrozenDictionary<ErrorDescriptor, ErrorText>>> _byCulture;

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
        Cultures = [.. options.Value.Cultures.Select(CultureInfo.GetCultureInfo).Distinct()];
        _byCulture = Cultures.ToFrozenDictionary(
            culture => culture.Name,
            culture => new Lazy<FrozenDictionary<ErrorDescriptor, ErrorText>>(() => Read(culture)),
            StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The language tag of the neutral texts.</summary>
    public string NeutralLanguage { get; }

    /// <summary>The cultures that texts are translated into; the neutral one is not among them.</summary>
    public IReadOnlyList<CultureInfo> Cultures { get; }

    /// <summary>The title of an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="culture">The reader's culture; <see langword="null"/> and the invariant one mean the neutral language.</param>
    /// <returns>A translation into this culture or the nearest above it, else the neutral title.</returns>
    public string Title(in Error error, CultureInfo? culture = null) => Of(error.Descriptor, ref culture).Title;

    /// <summary>The detail of an error, with its disclosed arguments formatted as the culture does.</summary>
    /// <param name="error">The error.</param>
    /// <param name="culture">The reader's culture; <see langword="null"/> and the invariant one mean the neutral language.</param>
    /// <returns>A translation into this culture or the nearest above it, else the neutral detail, or <see langword="null"/> if the error has none.</returns>
    public string? Detail(in Error error, CultureInfo? culture = null) => Of(error.Descriptor, ref culture).Fill(in error, culture);

    /// <summary>The language that texts for a culture are in: its tag for <c>Content-Language</c>.</summary>
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

    /// <summary>The texts of an error for a culture, and the culture that they are in.</summary>
    internal ErrorText Of(ErrorDescriptor descriptor, ref CultureInfo? culture)
    {
        culture = Nearest(culture);
        if (culture is not null && _byCulture[culture.Name].Value.TryGetValue(descriptor, out var text))
            return text;
        culture = null;
        return descriptor.NeutralText;
    }

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
            if (catalog.Resources is { } resources && Read(resources, descriptor, culture) is { } text)
                texts.Add(descriptor, text);
        }
        return texts.ToFrozenDictionary();
    }

    private ErrorText? Read(ResourceManager resources, ErrorDescriptor descriptor, CultureInfo culture)
    {
        var title = Find(resources, $"{descriptor.Code}.title", culture);
        var detail = Find(resources, $"{descriptor.Code}.detail", culture);
        return title is null && detail is null ? null : new ErrorText(descriptor, title ?? descriptor.Title, Template(detail, descriptor, culture));
    }

    private string? Find(ResourceManager resources, string name, CultureInfo culture)
    {
        try
        {
            return resources.GetString(name, culture) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
        }
        catch (Exception exception) when (exception
            is MissingManifestResourceException or MissingSatelliteAssemblyException or InvalidOperationException or BadImageFormatException)
        {
            Log.TranslationBroken(_logger, name, culture.Name, exception.Message, exception);
            return null;
        }
    }

    private MessageTemplate? Template(string? detail, ErrorDescriptor descriptor, CultureInfo culture)
    {
        if (detail is null)
            return descriptor.NeutralText.Detail;
        try
        {
            var template = MessageTemplate.Parse(detail);
            var disclosed = descriptor.Parameters.Where(parameter => parameter.Disclosed).Select(parameter => parameter.Name).ToList();
            var unknown = template.Parts.FirstOrDefault(part => part.IsHole && !disclosed.Contains(part.Text));
            if (unknown.Text is null)
                return template;
            Log.TranslationBroken(_logger, $"{descriptor.Code}.detail", culture.Name, $"The error has no disclosed parameter {unknown.Text}.", null);
        }
        catch (ArgumentException exception)
        {
            Log.TranslationBroken(_logger, $"{descriptor.Code}.detail", culture.Name, exception.Message, exception);
        }
        return descriptor.NeutralText.Detail;
    }
}
