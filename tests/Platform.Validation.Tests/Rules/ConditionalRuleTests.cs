namespace Platform.Validation.Tests.Rules;

public sealed class ConditionalRuleTests
{
    [Fact]
    public void A_rule_set_is_asked_where_it_is_named()
    {
        var article = new Article { Title = "Short", FirstDay = 2, LastDay = 1 };

        Assert.True(Article.Validator.IsValid(article));
        Assert.True(Article.Validator.IsValid(article, "other"));
        Assert.False(Article.Validator.IsValid(article, "other", "publish"));
        Assert.Equal(["/body_text: VALUE_REQUIRED", "/last_day: DATES_REVERSED"], Pieces(Article.Validator.Validate(article, "publish")));
    }

    [Fact]
    public void A_condition_decides_whether_a_rule_or_a_whole_member_is_asked()
    {
        var article = new Article { Title = "Short", BodyText = new string('a', 30), LastDay = 40 };
        Assert.Equal("valid", Article.Validator.Validate(article).ToString());

        article.IsBrief = true;
        Assert.Equal(["/body_text: NOT_BRIEF", "/last_day: NUMBER_TOO_LARGE"], Pieces(Article.Validator.Validate(article)));
    }

    [Fact]
    public void Warnings_and_information_are_reported_and_leave_a_value_valid()
    {
        var result = Article.Validator.Validate(new Article { Title = "A long title", BodyText = new string('a', 30), IsBrief = true, LastDay = 3 });

        Assert.True(result.IsValid);
        Assert.Equal([ValidationSeverity.Information, ValidationSeverity.Warning], result.Failures.Select(failure => failure.Severity));
        Assert.True(Article.Validator.IsValid(new Article { Title = "A long title", LastDay = 3 }));
    }

    [Fact]
    public void A_rule_that_changes_its_mind_lets_nothing_in()
    {
        var value = new Moody();

        Assert.False(Moody.Validator.Validate(value).IsValid);
    }

    private static IEnumerable<string> Pieces(ValidationResult result) => result.Failures.Select(failure => $"{failure.InstancePointer}: {failure.Code}");
}

[Validated]
[Platform.Validation.Rules.Rule(nameof(Holds))]
public sealed partial class Moody
{
    private int _times;

    public bool Holds() => _times++ > 0;
}
