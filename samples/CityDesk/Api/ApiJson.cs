using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CityDesk.Api;

/// <summary>JSON of the staff API.</summary>
[JsonSerializable(typeof(SignInCommand))]
[JsonSerializable(typeof(TransitionCommand))]
[JsonSerializable(typeof(RequestView))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>
    /// Strict: no unknown or repeated members, no other case, no comments, no trailing commas, no numbers in quotes; and no
    /// deeper than what is exchanged here. What is unclear is refused before anything is done.
    /// </summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, Default);
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = 8;
        // Names and quotation marks stay readable. The answers are application/json with nosniff: no browser takes one for a page.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }
}
