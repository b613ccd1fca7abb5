using Platform.Testing;

namespace Platform.Audit.SourceGeneration.Tests;

/// <summary>What is written for events, to the letter; and that it compiles without a warning for whoever uses it.</summary>
public sealed class GeneratedSourceTests
{
    public static TheoryData<string, string> Events => new()
    {
        {
            "Catalog",
            """
            namespace Desk;

            [AuditCatalog("desk")]
            public static partial class DeskAudit
            {
                [AuditEvent("request.closed", Target = "request:{Id}", Outcome = AuditOutcome.Success)]
                public readonly partial record struct RequestClosed(string Actor, int Id, string? Reason);

                [AuditEvent("page.viewed", WhenUnavailable = WhenAuditUnavailable.Allow)]
                internal sealed partial record PageViewed(string? Actor, AuditOutcome Outcome)
                {
                    public string Secret => "not written";
                }

                [AuditEvent("all.ended", Target = "all")]
                internal readonly partial record struct AllEnded;
            }
            """
        },
        {
            "EveryType",
            """
            namespace Desk;

            internal enum Colour { Red }

            [AuditEvent("types.shown", Target = "{A}/{B}/{Ö}")]
            internal sealed partial class Types
            {
                public string? Correlation { get; init; }
                public string? Source { get; init; }
                public string? Tenant { get; init; }
                public sbyte A { get; init; }
                public DateTimeOffset B { get; init; }
                public byte? C { get; init; }
                public uint D { get; init; }
                public long? E { get; init; }
                public bool F { get; init; }
                public bool? G { get; init; }
                public Guid H { get; init; }
                public DateTimeOffset? I { get; init; }
                public byte[]? J { get; init; }
                public Colour K { get; init; }
                public Colour? L { get; init; }
                public string Ö { get; init; } = "";
                public string @event => "";
                public static string Ignored => "";
                internal string IgnoredToo => "";
                [NotAudited] public object? Left { get; init; }
            }
            """
        },
        {
            "Nested",
            """
            namespace @namespace.Deep
            {
                internal partial class Outer
                {
                    internal partial struct @struct
                    {
                        [AuditEvent("deep")]
                        private partial struct @class
                        {
                            public string? Actor { get; set; }
                        }
                    }
                }
            }
            """
        },
        {
            "Holes",
            """
            namespace Desk;

            public readonly record struct Number(int Value)
            {
                public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            [AuditEvent("holes.filled", Target = "{Id}:{Part}:{Number}:{Number}:{Place}", Subject = "resident:{Resident}")]
            internal readonly partial record struct Filled([property: NotAudited] int Id, [property: NotAudited] int? Part, [property: NotAudited] Number Number,
                [property: NotAudited] System.Version? Place, [property: NotAudited] string Resident, [property: Personal] string? Email);
            """
        },
        { "Global", "[AuditEvent(\"global\")] internal readonly partial record struct Global(string? Target);" },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_written_like_this_and_compiles_without_a_warning(string name, string source)
    {
        var (text, said) = Compiling.Generate(source);

        Assert.True(said is [], string.Join("\n", said));
        Snapshot.Matches("Platform.Audit.SourceGeneration.Tests", name, text);
    }
}
