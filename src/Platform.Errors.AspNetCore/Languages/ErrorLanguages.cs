using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Platform.Errors.AspNetCore;

/// <summary>The language of an answer, chosen by <c>Accept-Language</c> among those that there are.</summary>
internal sealed class ErrorLanguages(ErrorTexts texts)
{
    /// <summary>More than anybody reads; what follows is not looked at.</summary>
    private const int MostRanges = 32;

    private readonly bool _isChosen = texts.Cultures.Count > 0;

    /// <summary>The culture to write in; <see langword="null"/> for the neutral language. Nobody is refused an error because of its language.</summary>
    public CultureInfo? Of(HttpRequest request) => _isChosen ? Best(request.Headers.AcceptLanguage) : null;

    /// <summary>Says which language the answer is in, whichever was chosen: not every text is translated (RFC 9110 §8.5).</summary>
    public void Announce(IHeaderDictionary headers, in Error error, CultureInfo? culture)
    {
        if (!_isChosen)
            return;
        headers.ContentLanguage = texts.LanguageOf(in error, culture);
        AnnounceChoice(headers);
    }

    /// <summary>Says that another caller might get another language, so that no cache mixes them up.</summary>
    public void AnnounceChoice(IHeaderDictionary headers)
    {
        if (_isChosen)
            headers.Vary = StringValues.Concat(headers.Vary, HeaderNames.AcceptLanguage);
    }

    private CultureInfo? Best(StringValues fields)
    {
        CultureInfo? best = null;
        var heaviest = 0;
        var ranges = 0;
        foreach (var field in fields)
        {
            for (var accepted = new AcceptLanguage(field); ranges < MostRanges && accepted.MoveNext(); ranges++)
            {
                if (accepted.Weight > heaviest && texts.TryMatch(accepted.Range, out var culture))
                    (best, heaviest) = (culture, accepted.Weight);
            }
        }
        return best;
    }
}
