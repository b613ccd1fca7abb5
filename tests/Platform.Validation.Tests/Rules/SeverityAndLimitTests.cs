using System.ComponentModel.DataAnnotations;
using Platform.Validation.Rules;

namespace Platform.Validation.Tests.Rules;

/// <summary>Warnings leave a value valid. However many of them a sender provokes, they must not push an error out of sight.</summary>
public sealed class SeverityAndLimitTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, Ticket> Invalid => new()
    {
        { "a member behind the warnings", new Ticket { Tags = Long(100), Urgency = 999 } },
        { "a member behind many more warnings", new Ticket { Tags = Long(5_000), Urgency = 999 } },
        { "an item behind the warnings, in the same list", new Ticket { Tags = [.. Long(150), new string('x', 20)] } },
        { "a nested value behind the warnings", new Ticket { Tags = Long(100), Next = new Ticket { Urgency = 0 } } },
        { "what is nested too deep, behind the warnings", new Ticket { Tags = Long(100), Next = Nested(70) } },
        { "a rule on the whole", new Ticket { Tags = Long(100), IsClosed = true } },
        { "an object that refuses itself", new Ticket { Tags = Long(100), IsRefusing = true } },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task As_many_warnings_as_are_kept_do_not_hide_an_error(string what, Ticket ticket)
    {
        var validator = Ticket.Validator;
        Assert.False(validator.IsValid(ticket), what);
        var result = validator.Validate(ticket);
        Assert.False(result.IsValid, what);
        Assert.Contains(result.Failures, failure => failure.Severity == ValidationSeverity.Error);
        Assert.Equal((100, true), (result.Failures.Count, result.IsTruncated));
        Assert.False(validator.Validate(ticket, new Sink()), what);
        Assert.False((await validator.ValidateAsync(ticket, new Nothing(), cancellationToken: Stop)).IsValid, what);
    }

    [Fact]
    public void Warnings_alone_leave_a_value_valid_and_are_kept_up_to_the_limit()
    {
        var ticket = new Ticket { Tags = Long(300) };

        var result = Ticket.Validator.Validate(ticket);

        Assert.True(Ticket.Validator.IsValid(ticket));
        Assert.Equal((true, 100, true), (result.IsValid, result.Failures.Count, result.IsTruncated));
        Assert.All(result.Failures, failure => Assert.Equal(ValidationSeverity.Warning, failure.Severity));
        Assert.True(Ticket.Validator.Validate(ticket, new Sink()));
    }

    [Fact]
    public void An_error_stands_behind_the_warnings_that_came_before_it()
    {
        var failures = Ticket.Validator.Validate(new Ticket { Tags = Long(100), Urgency = 999 }).Failures;

        Assert.Equal(("/tags/98", "/urgency"), (failures[98].InstancePointer, failures[99].InstancePointer));
    }

    [Fact]
    public async Task An_asynchronous_error_behind_as_many_warnings_as_are_kept_counts()
    {
        var result = await Watched.Validator.ValidateAsync(new Watched { Tags = Long(100), Name = "known to nobody" }, new Nothing(), cancellationToken: Stop);

        Assert.False(result.IsValid);
        Assert.Equal("UNKNOWN", result.Failures[^1].Code);
    }

    [Fact]
    public async Task A_rule_that_changes_its_mind_lets_nothing_in_whatever_warnings_stand_beside_it()
    {
        Assert.False(new Fickle { Tags = Long(1) }.Judge(static value => Fickle.Validator.Validate(value).IsValid));
        Assert.False(new Fickle { Tags = Long(1) }.Judge(static value => Fickle.Validator.IsValid(value)));
        Assert.False(new Fickle { Tags = Long(1) }.Judge(static value => Fickle.Validator.Validate(value, new Sink())));
        Assert.False((await Fickle.Validator.ValidateAsync(new Fickle { Tags = Long(1) }, new Nothing(), cancellationToken: Stop)).IsValid);
    }

    private static List<string> Long(int count) => [.. Enumerable.Repeat("longer", count)];

    private static Ticket Nested(int depth) => depth == 0 ? new Ticket() : new Ticket { Next = Nested(depth - 1) };

    private sealed class Sink : IValidationSink
    {
        public bool Add(in ValidationFailure failure) => true;
    }

    private sealed class Nothing : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}

[Validated]
[Rule(nameof(IsOpen))]
public sealed partial class Ticket : IValidatableObject
{
    [TextLength(0, 5, Each = true, Severity = ValidationSeverity.Warning), TextLength(0, 10, Each = true)]
    public List<string> Tags { get; set; } = [];

    [Minimum(1), Maximum(5)]
    public int Urgency { get; set; } = 1;

    public Ticket? Next { get; set; }

    [NotValidated]
    public bool IsClosed { get; set; }

    [NotValidated]
    public bool IsRefusing { get; set; }

    public bool IsOpen() => !IsClosed;

    public IEnumerable<System.ComponentModel.DataAnnotations.ValidationResult> Validate(ValidationContext validationContext) =>
        IsRefusing ? [new("It refuses.")] : [];
}

[Validated]
public sealed partial class Watched
{
    [TextLength(0, 5, Each = true, Severity = ValidationSeverity.Warning)]
    public List<string> Tags { get; set; } = [];

    [Rule(nameof(IsKnownAsync), Code = "UNKNOWN")]
    public string? Name { get; set; }

    public static ValueTask<bool> IsKnownAsync(string name) => new(name.Length < 3);
}

/// <summary>Broken when it is asked first, kept ever after.</summary>
[Validated]
public sealed partial class Fickle
{
    private int _asked;

    [TextLength(0, 5, Each = true, Severity = ValidationSeverity.Warning)]
    public List<string> Tags { get; set; } = [];

    [Rule(nameof(IsStill))]
    public string Name { get; set; } = "x";

    public static bool IsStill(string name, Fickle whole) => whole._asked++ > 0;

    public bool Judge(Func<Fickle, bool> judge) => judge(this);
}
