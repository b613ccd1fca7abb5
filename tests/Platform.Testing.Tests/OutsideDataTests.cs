using Xunit.Sdk;

namespace Platform.Testing.Tests;

public sealed class OutsideDataTests : IDisposable
{
    private readonly DirectoryInfo _around = Directory.CreateTempSubdirectory("outside-data-");
    private readonly string _checkout;

    public OutsideDataTests() => _checkout = Directory.CreateDirectory(Path.Combine(_around.FullName, "checkout")).FullName;

    public void Dispose() => _around.Delete(recursive: true);

    [Fact]
    public void The_folder_beside_the_checkout_is_found_before_the_fetched_one()
    {
        var beside = Make("shared/suites");
        Make("checkout/artifacts/suites");

        Assert.Equal(beside, Data(named: null).Root);
    }

    [Fact]
    public void The_fetched_folder_is_found_when_there_is_none_beside_the_checkout()
    {
        var fetched = Make("checkout/artifacts/suites");

        Assert.Equal(fetched, Data(named: null).Root);
    }

    [Fact]
    public void The_variable_wins_over_both()
    {
        Make("shared/suites");
        var named = Make("elsewhere");

        Assert.Equal(named, Data(named).Root);
    }

    [Fact]
    public void A_variable_that_names_nothing_is_not_replaced_by_another_folder()
    {
        Make("shared/suites");

        var data = Data(Path.Combine(_around.FullName, "misspelt"));

        Assert.Null(data.Root);
        Assert.EndsWith("misspelt, which is no folder", data.SkipReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Absent_data_skips_the_test_and_says_where_it_was_looked_for()
    {
        var skipped = "";
        try
        {
            Data(named: null).Folder("json");
        }
        catch (SkipException skip) // caught by hand: Assert.Throws lets it through, and this test would be skipped
        {
            skipped = skip.Message;
        }

        Assert.EndsWith("the suites: SUITES is not set, and there is no ../shared/suites and no artifacts/suites", skipped, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_part_of_data_that_is_there_fails_and_does_not_skip()
    {
        Make("shared/suites/json");

        Assert.EndsWith("json", Data(named: null).Folder("json"), StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => Data(named: null).Folder("yaml"));
    }

    [Fact]
    public void The_checkout_is_found_from_any_depth_and_a_folder_outside_is_refused()
    {
        File.WriteAllText(Path.Combine(_checkout, "Platform.Libraries.sln"), "");

        Assert.Equal(_checkout, Checkout.FindAbove(Make("checkout/artifacts/bin/some/where")));
        Assert.Throws<DirectoryNotFoundException>(() => Checkout.FindAbove(_around.FullName));
        Assert.True(File.Exists(Path.Combine(Checkout.Root, "global.json")));
    }

    private string Make(string folder) => Directory.CreateDirectory(Path.Combine(_around.FullName, folder)).FullName;

    private OutsideData Data(string? named) =>
        new("the suites", "SUITES", _checkout, ["../shared/suites", "artifacts/suites"], variable => variable == "SUITES" ? named : null);
}
