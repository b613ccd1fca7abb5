using System.Linq.Expressions;
using CityDesk.Data;
using CityDesk.Data.TextIndex;
using CityDesk.Domain;
using CityDesk.Pages.Requests;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Pages.Queue;

/// <summary>
/// Finds what a person types: a request's whole number (ours, or the old system's with or without its name), or a part of the
/// address or of the description.
/// </summary>
/// <remarks>
/// A rare text is looked up in the index (<see cref="ITextIndex"/>), and its requests are few enough to be sorted. A text that
/// many requests hold fills a page soon when they are read newest first, which is what happens then, and where there is no index:
/// <c>ILIKE</c> or <c>LIKE</c>. PostgreSQL ignores the case of every letter, SQLite's <c>LIKE</c> that of A to Z only.
/// </remarks>
internal sealed class TextSearch(DeskDbContext context, ITextIndex index)
{
    public const string Escape = "\\";

    /// <summary>From here on a text is common. Reading newest first, a page of 50 is full after a twentieth of what lies between two hits of so many.</summary>
    private const int Common = 1_000;

    /// <summary>What a request must be for the text to be found in it.</summary>
    public async Task<TextMatch> FindAsync(string text, CancellationToken cancellationToken)
    {
        var numbered = await NumberedAsync(text, cancellationToken);
        var holding = await index.FindAsync(context, text, Common, cancellationToken);
        if (holding is { Count: < Common })
        {
            long[] few = [.. holding.Union(numbered)];
            return new(r => EF.Parameter(few).Contains(r.Id), IsRare: true);
        }

        var pattern = Pattern(text);
        return context.Database.IsNpgsql()
            ? new(
                r => EF.Parameter(numbered).Contains(r.Id)
                    || EF.Functions.ILike(r.Location.Address!, pattern, Escape)
                    || EF.Functions.ILike(r.Description, pattern, Escape),
                IsRare: false)
            : new(
                r => EF.Parameter(numbered).Contains(r.Id)
                    || EF.Functions.Like(r.Location.Address!, pattern, Escape)
                    || EF.Functions.Like(r.Description, pattern, Escape),
                IsRare: false);
    }

    /// <summary>A pattern that finds the text anywhere. What a person types means itself: to <c>LIKE</c>, % is any text and _ any character.</summary>
    public static string Pattern(string text) => "%" + text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal) + "%";

    /// <summary>The requests of which the text is the whole number: of each old system one at most.</summary>
    private async Task<long[]> NumberedAsync(string text, CancellationToken cancellationToken)
    {
        var ids = new List<long>();
        if (RequestNumber.TryParse(text, out var number))
        {
            ids.AddRange(number.ImportSource is null
                ? await IdsAsync(r => r.Id == number.Id && r.ImportSource == null)
                : await IdsAsync(r => r.ImportSource == number.ImportSource && r.ExternalId == number.ExternalId));
        }

        // A seek for each old system, of which a desk has few. The number alone is in no index.
        for (var source = await NextSourceAsync(""); source is not null; source = await NextSourceAsync(source))
        {
            var current = source;
            ids.AddRange(await IdsAsync(r => r.ImportSource == current && r.ExternalId == text));
        }

        return [.. ids];

        Task<List<long>> IdsAsync(Expression<Func<ServiceRequest, bool>> which) =>
            context.Requests.Where(which).Select(r => r.Id).ToListAsync(cancellationToken);

        Task<string?> NextSourceAsync(string last) => context.Requests
            .Where(r => r.ImportSource!.CompareTo(last) > 0)
            .OrderBy(r => r.ImportSource)
            .Select(r => r.ImportSource)
            .FirstOrDefaultAsync(cancellationToken);
    }
}

/// <param name="Holds">Whether a request has the text.</param>
/// <param name="IsRare">Whether few requests do, and they are named one by one.</param>
internal sealed record TextMatch(Expression<Func<ServiceRequest, bool>> Holds, bool IsRare);
