using Platform.Validation.Rules;

namespace Platform.Validation.Tests.Rules;

public sealed class AsyncRuleTests
{
    private readonly Catalogue _catalogue = new();

    private CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_asynchronous_rule_gets_its_service_and_reports_like_any_other()
    {
        var result = await Basket.Validator.ValidateAsync(new Basket { Main = "x", Others = ["known", "y"], Shape = new Circle { Name = "a", Radius = 1 } },
            _catalogue, cancellationToken: Stop);

        Assert.Equal(["/main: SKU_UNKNOWN: We do not sell this.", "/others/1: SKU_UNKNOWN: SKU_UNKNOWN", "(root): IS_AFFORDABLE: IS_AFFORDABLE"],
            result.Failures.Select(failure => failure.ToString()));
        Assert.Equal(["x", "known", "y"], _catalogue.Asked);
    }

    [Fact]
    public async Task Nobody_is_asked_about_a_value_that_is_wrong_already()
    {
        var result = await Basket.Validator.ValidateAsync(new Basket { Main = "", Others = ["y"] }, _catalogue, cancellationToken: Stop);

        Assert.Equal("/main: STRING_TOO_SHORT: Must have at least 1 characters, and has 0.", result.ToString());
        Assert.Empty(_catalogue.Asked);
    }

    [Fact]
    public async Task A_warning_does_not_keep_asynchronous_rules_from_being_asked()
    {
        var result = await Basket.Validator.ValidateAsync(new Basket { Main = "way-too-long", Others = ["known"] }, _catalogue, cancellationToken: Stop);

        Assert.Equal(["LONG", "SKU_UNKNOWN", "IS_AFFORDABLE"], result.Failures.Select(failure => failure.Code));
    }

    [Fact]
    public async Task Asynchronous_rules_are_found_below_and_in_derived_types()
    {
        Assert.Equal("/baskets/0/main", Assert.Single((await Store.Validator.ValidateAsync(new Store { Baskets = [new Basket { Main = "x", Budget = 1 }] },
            _catalogue, cancellationToken: Stop)).Failures).InstancePointer);
        Assert.Equal("/thing/name", Assert.Single((await Store.Validator.ValidateAsync(new Store { Thing = new Special { Name = "x" } }, _catalogue,
            cancellationToken: Stop)).Failures).InstancePointer);
        Assert.True((await Store.Validator.ValidateAsync(new Store { Thing = new Special { Name = "known" }, Baskets = [] }, _catalogue,
            cancellationToken: Stop)).IsValid);
    }

    /// <summary>Each may be a query, and the sender chooses how many there are.</summary>
    [Fact]
    public async Task They_are_asked_a_limited_number_of_times()
    {
        var known = new Basket { Main = "known", Budget = 1, Others = [.. Enumerable.Repeat("known", 998)] };
        Assert.True((await Basket.Validator.ValidateAsync(known, _catalogue, cancellationToken: Stop)).IsValid);
        Assert.Equal(999, _catalogue.Asked.Count);

        known.Others = [.. Enumerable.Repeat("known", 100_000)];
        _catalogue.Asked.Clear();
        var result = await Basket.Validator.ValidateAsync(known, _catalogue, cancellationToken: Stop);

        Assert.Equal((ValidationCodes.ValidationTooCostly, true, 1_000L), (Assert.Single(result.Failures).Code, result.IsTruncated, result.Failures[0].Arguments[0].Number));
        Assert.False(result.IsValid);
        Assert.Equal(1_000, _catalogue.Asked.Count);
    }

    [Fact]
    public async Task A_rule_about_each_item_may_ask_about_all_of_them_at_once()
    {
        var shelf = new Shelf { Skus = ["known", "x", "known", "y"], Boxes = [new Box("known"), new Box("z")] };

        var result = await Shelf.Validator.ValidateAsync(shelf, _catalogue, cancellationToken: Stop);

        Assert.Equal(["/skus/1: SKU_UNKNOWN: We do not sell this.", "/skus/3: SKU_UNKNOWN: We do not sell this.", "/boxes/1: ARE_SOLD: ARE_SOLD"],
            result.Failures.Select(failure => failure.ToString()));
        Assert.Equal(["known,x,known,y", "known,z"], _catalogue.Asked);
        Assert.Equal(ValidationSeverity.Warning, result.Failures[2].Severity);
    }

    [Fact]
    public async Task Many_items_are_one_question_and_none_are_no_question()
    {
        Assert.True((await Shelf.Validator.ValidateAsync(new Shelf { Skus = [.. Enumerable.Repeat("known", 5_000)] }, _catalogue, cancellationToken: Stop)).IsValid);
        Assert.Single(_catalogue.Asked);
        Assert.True((await Shelf.Validator.ValidateAsync(new Shelf { Skus = [] }, _catalogue, cancellationToken: Stop)).IsValid);
        Assert.Single(_catalogue.Asked);

        var result = await Shelf.Validator.ValidateAsync(new Shelf { Skus = [.. Enumerable.Repeat("x", 5_000)] }, _catalogue, cancellationToken: Stop);
        Assert.Equal((100, true), (result.Failures.Count, result.IsTruncated));
    }

    [Fact]
    public async Task As_many_answers_are_asked_for_as_there_are_items() =>
        Assert.Contains("was asked about 1 items and gave 0 answers", (await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await Shelf.Validator.ValidateAsync(new Shelf { Silent = ["x"] }, _catalogue, cancellationToken: Stop))).Message, StringComparison.Ordinal);

    [Fact]
    public void Run_synchronously_they_throw_rather_than_be_left_out()
    {
        Assert.Throws<InvalidOperationException>(() => Thing.Validator.IsValid(new Special { Name = "x" }));
        Assert.Throws<InvalidOperationException>(() => Thing.Validator.Validate(new Special { Name = "x" }));
        Assert.True(Thing.Validator.IsValid(new Thing { Name = "x" }));
        Assert.True(Basket.Validator.HasAsyncRules);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_named() =>
        Assert.Contains("ICatalogue", (await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await Basket.Validator.ValidateAsync(new Basket { Main = "x" }, new Nothing(), cancellationToken: Stop))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Cancelling_reaches_the_rule() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Basket.Validator.ValidateAsync(new Basket { Main = "x" }, _catalogue, cancellationToken: new CancellationToken(true)));

    private sealed class Nothing : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }

    private sealed class Catalogue : ICatalogue, IServiceProvider
    {
        public List<string> Asked { get; } = [];

        public async Task<bool> HasAsync(string sku, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            Asked.Add(sku);
            return sku == "known";
        }

        public async Task<bool[]> HaveAsync(IEnumerable<string> skus, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            Asked.Add(string.Join(',', skus));
            return [.. skus.Select(static sku => sku == "known")];
        }

        public object? GetService(Type serviceType) => serviceType == typeof(ICatalogue) ? this : null;
    }
}

public interface ICatalogue
{
    Task<bool> HasAsync(string sku, CancellationToken cancellationToken);

    Task<bool[]> HaveAsync(IEnumerable<string> skus, CancellationToken cancellationToken);
}

public sealed record Box(string Name);

[Validated]
public sealed partial class Shelf
{
    [Rule(nameof(AreKnownAsync), Each = true, Code = "SKU_UNKNOWN", Message = "We do not sell this.")]
    public List<string>? Skus { get; set; }

    [Rule(nameof(AreSold), Each = true, Severity = ValidationSeverity.Warning)]
    public IReadOnlyList<Box>? Boxes { get; set; }

    [Rule(nameof(AreSilent), Each = true)]
    public HashSet<string>? Silent { get; set; }

    public static async ValueTask<IReadOnlyList<bool>> AreKnownAsync(IReadOnlyList<string> skus, ICatalogue catalogue, CancellationToken cancellationToken) =>
        await catalogue.HaveAsync(skus, cancellationToken);

    public static Task<bool[]> AreSold(IReadOnlyList<Box> boxes, Shelf shelf, ICatalogue catalogue, CancellationToken cancellationToken) =>
        catalogue.HaveAsync(boxes.Where(_ => shelf.Boxes is not null).Select(static box => box.Name), cancellationToken);

    public static ValueTask<List<bool>> AreSilent(IEnumerable<string> silent) => new([]);
}

[Validated]
[Rule(nameof(IsAffordable))]
public sealed partial class Basket
{
    [TextLength(1, 20), TextLength(0, 5, Severity = ValidationSeverity.Warning, Code = "LONG"),
        Rule(nameof(IsKnownAsync), Code = "SKU_UNKNOWN", Message = "We do not sell this.")]
    public string? Main { get; set; }

    [Rule(nameof(IsKnownAsync), Code = "SKU_UNKNOWN", Each = true)]
    public List<string>? Others { get; set; }

    public Shape? Shape { get; set; }

    public int Budget { get; set; }

    public ValueTask<bool> IsAffordable(CancellationToken cancellationToken) => new(Budget > 0 && !cancellationToken.IsCancellationRequested);

    public static Task<bool> IsKnownAsync(string sku, ICatalogue catalogue, CancellationToken cancellationToken) => catalogue.HasAsync(sku, cancellationToken);
}

[Validated]
public partial class Thing
{
    public string? Name { get; set; }
}

[Validated]
[Rule(nameof(IsKnownAsync), Member = nameof(Name))]
public sealed partial class Special : Thing
{
    public static async ValueTask<bool> IsKnownAsync(Special thing, ICatalogue catalogue, CancellationToken cancellationToken) =>
        await catalogue.HasAsync(thing.Name ?? "", cancellationToken);
}

[Validated]
public sealed partial class Store
{
    public List<Basket>? Baskets { get; set; }

    public Thing? Thing { get; set; }
}
