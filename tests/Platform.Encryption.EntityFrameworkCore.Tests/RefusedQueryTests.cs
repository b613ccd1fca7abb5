using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Platform.Encryption.Keys;

namespace Platform.Encryption.EntityFrameworkCore.Tests;

/// <summary>What cannot be asked, and that it is said before the database is.</summary>
public sealed class RefusedQueryTests : IDisposable
{
    private readonly LocalRootKey _root = LocalRootKey.FromSecret([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private readonly Keyring _keyring;
    private readonly Counter _counter = new();

    public RefusedQueryTests() => _keyring = new Keyring(new InMemoryKeyStore(), _root);

    public static TheoryData<string, Func<TownContext, object?>, string> Refused
    {
        get
        {
            var other = "x";
            var data = new TheoryData<string, Func<TownContext, object?>, string>();
            void Add(string name, Func<TownContext, object?> query, string advice) => data.Add(name, query, advice);
            Add("order", town => town.Residents.OrderBy(each => each.Email).ToList(), "sort, group, compare");
            Add("then order", town => town.Residents.OrderBy(each => each.Age).ThenByDescending(each => each.Email).ToList(), "sort, group, compare");
            Add("group", town => town.Residents.GroupBy(each => each.Email).Select(group => group.Count()).ToList(), "sort, group, compare");
            Add("greater", town => town.Residents.Where(each => string.Compare(each.Email, "x") > 0).ToList(), "sort, group, compare");
            Add("unequal", town => town.Residents.Where(each => each.Email != "x").ToList(), "sort, group, compare");
            Add("not", town => town.Residents.Where(each => !(each.Email == "x")).ToList(), "not be negated");
            Add("or another column", town => town.Residents.Where(each => each.Email == "x" || each.Age == 1).ToList(), "with || only");
            Add("like", town => town.Residents.Where(each => EF.Functions.Like(each.Email!, "%x%")).ToList(), "sort, group, compare");
            Add("within", town => town.Residents.Where(each => each.Email!.Contains("xyz")).ToList(), "WithNGramIndex");
            Add("ends", town => town.Residents.Where(each => each.Email!.EndsWith("xyz")).ToList(), "WithNGramIndex");
            Add("within, too short", town => town.Residents.Where(each => each.Name!.Contains("xy")).ToList(), "as short as");
            Add("within, a letter", town => town.Residents.Where(each => each.Name!.Contains('x')).ToList(), "sort, group, compare");
            Add("within, ignoring case", town => town.Residents.Where(each => each.Name!.Contains("xyz", StringComparison.OrdinalIgnoreCase)).ToList(), "sort, group, compare");
            Add("begins, pieces too long", town => town.Residents.Where(each => each.Name!.StartsWith("xy")).ToList(), "as short as");
            Add("not within", town => town.Residents.Where(each => !each.Name!.Contains("xyz")).ToList(), "not be negated");
            Add("roughly, too short for an edit", town => town.Residents.Where(each => EF.Functions.FuzzyContains(each.Name, "abcde", 1)).ToList(), "with n edits");
            Add("roughly, less than nothing", town => town.Residents.Where(each => EF.Functions.FuzzyContains(each.Name, "abcdefgh", -1)).ToList(), "with n edits");
            Add("roughly, without an index", town => town.Residents.Where(each => EF.Functions.FuzzyContains(each.Email, "abcdefgh", 1)).ToList(), "WithNGramIndex");
            Add("within another column", town => town.Residents.Where(each => each.Name!.Contains(each.PersonId)).ToList(), "not with another column");
            Add("length", town => town.Residents.Where(each => each.Email!.Length > 3).ToList(), "sort, group, compare");
            Add("trimmed", town => town.Residents.Where(each => each.Email!.Trim() == "x").ToList(), "sort, group, compare");
            Add("ignoring case", town => town.Residents.Where(each => each.Email!.Equals("x", StringComparison.OrdinalIgnoreCase)).ToList(), "sort, group, compare");
            Add("empty", town => town.Residents.Where(each => string.IsNullOrEmpty(each.Email)).ToList(), "sort, group, compare");
            Add("two columns", town => town.Residents.Where(each => each.Email == each.PersonId).ToList(), "not with another column");
            Add("two encrypted", town => town.Residents.Where(each => each.Email == each.Phone).ToList(), "not with another column");
            Add("no index", town => town.Residents.Where(each => each.Note == "x").ToList(), "no equality index");
            Add("no prefix index", town => town.Residents.Where(each => each.Phone!.StartsWith("x")).ToList(), "WithPrefixIndex");
            Add("too short", town => town.Residents.Where(each => each.Email!.StartsWith("x")).ToList(), "as short as");
            Add("all", town => town.Residents.All(each => each.Email == other), "sort, group, compare");
            Add("max", town => town.Residents.Max(each => each.Email), "sort, group, compare");
            Add("navigation", town => town.Visits.Where(visit => visit.Resident!.Email == "x").ToList(), "directly on the entity");
            Add("in a subquery", town => town.Visits.Where(visit => town.Residents.Any(each => each.Email == "x" && each.Id == visit.ResidentId)).ToList(), "directly on the entity");
            Add("join", town => town.Residents.Join(town.Members, each => each.Email, member => member.Email, (each, member) => each).ToList(), "sort, group, compare");
            Add("filter after take", town => town.Residents.Take(3).Where(each => each.Email == "x").Distinct().ToList(), "End the query");
            Add("group after", town => town.Residents.Where(each => each.Email == "x").GroupBy(each => each.Age).Select(group => group.Count()).ToList(), "End the query");
            Add("sum after", town => town.Residents.Where(each => each.Email == "x").Sum(each => each.Age), "End the query");
            Add("order after take", town => town.Residents.Where(each => each.Email == "x").Take(2).OrderBy(each => each.Age).ToList(), "End the query");
            Add("where after select", town => town.Residents.Select(each => each.Email).Where(email => email == "x").ToList(), "sort, group, compare");
            Add("distinct after select", town => town.Residents.Select(each => each.Email).Distinct().ToList(), "sort, group, compare");
            Add("a list with null", town => town.Residents.Where(each => new[] { "x", null }.Contains(each.Email)).ToList(), "Ask two queries");
            Add("complex order", town => town.Residents.OrderBy(each => each.Home.Street).ToList(), "sort, group, compare");
            Add("compiled", town => EF.CompileQuery((TownContext context, string email) => context.Residents.Where(each => each.Email == email))(town, "x").ToList(), "directly on the entity");
            Add("update", town => town.Residents.ExecuteUpdate(set => set.SetProperty(each => each.Email, "x")), "load the entity and save it");
            return data;
        }
    }

    public void Dispose()
    {
        _keyring.Dispose();
        _root.Dispose();
    }

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void It_is_refused_with_advice(string name, Func<TownContext, object?> query, string advice)
    {
        using var town = Town();

        var refusal = Assert.Throws<InvalidOperationException>(() => query(town));

        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Resident.", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\"x\"", refusal.Message, StringComparison.Ordinal);
        Assert.NotEmpty(name);
    }

    [Fact]
    public async Task Another_value_needs_no_other_query()
    {
        await using var town = new TownContext(Options().AddInterceptors(_counter).EnableServiceProviderCaching(false).Options);
        await town.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await town.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        foreach (var email in (string[])["a", "b", "c"])
        {
            town.Add(new Resident { Email = email, PersonId = email });
            await town.SaveChangesAsync(TestContext.Current.CancellationToken);
            Assert.Equal(1, await town.Residents.CountAsync(each => each.Email == email, TestContext.Current.CancellationToken));
            Assert.Equal(email, await town.Residents.Where(each => each.PersonId == email).Select(each => each.Email).SingleAsync(TestContext.Current.CancellationToken));
        }

        // Before the first row the index has no key, and so no candidate.
        Assert.Equal(2, _counter.Compilations);
    }

    private TownContext Town() => new(Options().Options);

    private DbContextOptionsBuilder<TownContext> Options() => new DbContextOptionsBuilder<TownContext>().UsePlatformEncryption(_keyring, _ => "north").UseSqlite("Data Source=:memory:");

    private sealed class Counter : IQueryExpressionInterceptor
    {
        public int Compilations { get; private set; }

        public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
        {
            Compilations++;
            return queryExpression;
        }
    }
}
