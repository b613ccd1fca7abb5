using System.Globalization;
using Platform.Validation.Rules;

namespace Platform.Validation.Tests.Rules;

/// <summary>Rules that say themselves what they find.</summary>
public sealed partial class FindingRuleTests
{
    public static TheoryData<Parcel, string> Broken => new()
    {
        { new Parcel { Weights = [1, 31, 2, 40] }, "/weights/1 LINE_TOO_HEAVY checkWeights LINE_TOO_HEAVY limit=30|/weights/3 LINE_TOO_HEAVY checkWeights LINE_TOO_HEAVY limit=30" },
        { new Parcel { Weights = [0] }, "/weights WEIGHTS_WRONG checkWeights Weigh again. " },
        { new Parcel { Labels = ["ok", "b d"] }, "/labels/1 CHECK_LABEL checkLabel No blanks. at=1" },
        { new Parcel { Extra = { ["a/b~"] = 1 } }, "/a~1b~0 PROPERTY_NOT_ALLOWED checkExtra The property \"a/b~\" is not allowed here. property=a/b~" },
        { new Parcel { Labels = ["ok"], Weights = [31], IsExpress = true }, "/weights/0 LINE_TOO_HEAVY checkWeights LINE_TOO_HEAVY limit=30| EXPRESS_TOO_HEAVY checkExpress EXPRESS_TOO_HEAVY " },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Each_finding_has_code_place_and_facts(Parcel parcel, string expected)
    {
        var result = Parcel.Validator.Validate(parcel);

        Assert.Equal(expected, string.Join('|', result.Failures.Select(failure =>
            $"{failure.InstancePointer} {failure.Code} {failure.Rule} {failure.GetMessage(CultureInfo.InvariantCulture)} {string.Join(',', failure.Arguments)}")));
        Assert.False(Parcel.Validator.IsValid(parcel));
        Assert.False(result.IsValid);
    }

    [Fact]
    public void Nothing_found_is_valid()
    {
        var parcel = new Parcel { Weights = [30], Labels = ["a"] };

        Assert.True(Parcel.Validator.IsValid(parcel));
        Assert.Equal(default, Parcel.Validator.Validate(parcel));
    }

    [Fact]
    public void A_finding_may_be_a_warning_and_belong_to_a_set()
    {
        var parcel = new Parcel { Note = "fragile" };

        Assert.Empty(Parcel.Validator.Validate(parcel).Failures);
        var asked = Parcel.Validator.Validate(parcel, "handling");
        Assert.True(asked.IsValid);
        Assert.Equal(["/note FRAGILE Warning", "/note/care CARE Information"],
            asked.Failures.Select(failure => $"{failure.InstancePointer} {failure.Code} {failure.Severity}"));
        Assert.True(Parcel.Validator.IsValid(parcel, "handling"));
    }

    [Fact]
    public void A_finding_may_be_worse_than_its_rule_and_no_number_of_warnings_hides_it()
    {
        Assert.False(Parcel.Validator.IsValid(new Parcel { Note = "glass" }, "handling"));

        var result = Parcel.Validator.Validate(new Parcel { Note = "glass" }, "handling");

        Assert.False(result.IsValid);
        Assert.Equal((100, "BROKEN", ValidationSeverity.Error), (result.Failures.Count, result.Failures[^1].Code, result.Failures[^1].Severity));
    }

    [Fact]
    public void The_place_of_a_finding_is_shown_up_to_its_limit()
    {
        var failure = Assert.Single(Parcel.Validator.Validate(new Parcel { Extra = { [new string('a', 10_000)] = 1 } }).Failures);

        Assert.Equal((513, '…'), (failure.InstancePointer.Length, failure.InstancePointer[^1]));
    }

    [Theory]
    [InlineData("no code", "", "is no code")]
    [InlineData("1ST", "", "is no code")]
    [InlineData("", "", "is no code")]
    [InlineData("OK", "weights", "is no JSON Pointer")]
    public void A_finding_that_cannot_be_told_is_refused(string code, string pointer, string why)
    {
        var refused = Assert.Throws<ArgumentException>(() =>
        {
            var findings = default(RuleFindings);
            findings.Add(code, pointer);
        });

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pointer_is_made_of_names_as_they_are()
    {
        Assert.Equal("", RuleFindings.PointerTo());
        Assert.Equal("/a~1b/~0/", RuleFindings.PointerTo("a/b", "~", ""));
    }

    [Validated]
    [Rule(nameof(CheckExtra))]
    [Rule(nameof(CheckExpress), When = nameof(IsExpress), Code = "EXPRESS_TOO_HEAVY")]
    public sealed partial class Parcel
    {
        [Rule(nameof(CheckWeights), Code = "WEIGHTS_WRONG", Message = "Weigh again.")]
        public List<int>? Weights { get; set; }

        [Rule(nameof(CheckLabel), Each = true)]
        public List<string>? Labels { get; set; }

        [Rule(nameof(CheckNote), RuleSet = "handling", Severity = ValidationSeverity.Warning)]
        public string? Note { get; set; }

        public bool IsExpress { get; set; }

        public Dictionary<string, int> Extra { get; } = [];

        public static void CheckWeights(List<int> weights, ref RuleFindings findings)
        {
            for (var i = 0; i < weights.Count; i++)
            {
                if (weights[i] > 30)
                    findings.Add("LINE_TOO_HEAVY", $"/{i}", new(new("limit", 30)), text: new ValidationText("LINE_TOO_HEAVY"));
                else if (weights[i] < 1)
                    findings.Add();
            }
        }

        public static void CheckLabel(string label, Parcel whole, ref RuleFindings findings)
        {
            if (label.Contains(' ', StringComparison.Ordinal) && whole.Labels is not null)
                findings.Add(arguments: new(new("at", 1)), text: new ValidationText("No blanks."));
        }

        public static void CheckNote(string note, ref RuleFindings findings)
        {
            if (note == "glass")
            {
                for (var i = 0; i < 200; i++)
                    findings.Add("WARNED");
                findings.Add("BROKEN", severity: ValidationSeverity.Error);
                return;
            }
            findings.Add(note.ToUpperInvariant());
            findings.Add("CARE", "/care", severity: ValidationSeverity.Information);
        }

        public void CheckExtra(ref RuleFindings findings)
        {
            foreach (var name in Extra.Keys)
                findings.Add(ValidationCodes.PropertyNotAllowed, RuleFindings.PointerTo(name), new(new("property", name)));
        }

        public static void CheckExpress(Parcel parcel, ref RuleFindings findings)
        {
            if (parcel.Weights?.Sum() > 20)
                findings.Add();
        }
    }
}
