using Platform.Validation.AspNetCore.Binding;

namespace Platform.Validation.AspNetCore.Tests;

public sealed class JsonPathTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("$", "")]
    [InlineData("$.a", "/a")]
    [InlineData("$.a.b[0].c", "/a/b/0/c")]
    [InlineData("$[1][2]", "/1/2")]
    [InlineData("$['a b'].c", "/a b/c")]
    [InlineData("$['a/b~']", "/a~1b~0")]
    [InlineData("$['it''s']['x']", "/it''s/x")]
    [InlineData("$['a]b'].c", "/a]b/c")]
    [InlineData("$['open", "/open")]
    [InlineData("$[1", "")]
    public void A_path_becomes_a_pointer(string? path, string pointer) => Assert.Equal(pointer, JsonPaths.ToPointer(path));
}
