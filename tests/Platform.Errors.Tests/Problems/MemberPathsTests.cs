using System.Text.Json;
using FsCheck.Xunit;

namespace Platform.Errors.Tests.Problems;

public sealed class MemberPathsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("$", "")]
    [InlineData("$.items[0].qty", "/items/0/qty")]
    [InlineData("$[0][1]", "/0/1")]
    [InlineData("$['a.b'].c", "/a.b/c")]
    [InlineData("$['it''s']", "/it''s")]
    [InlineData("$['a']b'].c", "/a']b/c")]
    [InlineData("$.Items", "/Items")]
    [InlineData("Items[0].Name", "/items/0/name")]
    [InlineData("Name", "/name")]
    [InlineData("Map[a key]", "/map/a key")]
    [InlineData("a/b~c", "/a~1b~0c")]
    [InlineData("[", "/[")]
    [InlineData("A.[B", "/a/[B")]
    public void A_path_becomes_a_pointer_in_the_names_of_the_wire(string path, string pointer) =>
        Assert.Equal(pointer, MemberPaths.ToPointer(path, JsonNamingPolicy.CamelCase));

    [Property(MaxTest = 2000)]
    public void Any_text_becomes_a_pointer(string? text) =>
        _ = CommonErrors.UnexpectedJson().WithPointer(MemberPaths.ToPointer(text ?? "", JsonNamingPolicy.CamelCase));

    [Fact]
    public void A_name_as_long_as_a_body_is_not_repeated()
    {
        var pointer = MemberPaths.ToPointer($"$.items.{new string('x', 100_000)}.y", null);

        Assert.Equal("/items", pointer);
    }
}
