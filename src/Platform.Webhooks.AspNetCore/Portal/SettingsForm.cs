using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Webhooks.Catalog;
using Platform.Webhooks.Endpoints;

namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>Describes an endpoint in a form: read into settings, and written from what was entered, also where that was refused.</summary>
internal static class SettingsForm
{
    private static readonly char[] Between = [' ', '\t', '\r', '\n', ','];

    /// <summary>A number that is none is one that is refused.</summary>
    public static WebhookEndpointSettings Read(IFormCollection form) => new(Text(form, "url").Trim())
    {
        Types = [.. form["types"].SelectMany(static each => (each ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries))],
        Channels = Text(form, "channels").Split(Between, StringSplitOptions.RemoveEmptyEntries),
        Description = Text(form, "description") is { Length: > 0 } text ? text : null,
        IsThin = form["isThin"] is ["true"],
        Concurrency = Number(form, "concurrency") ?? 0,
        PerSecond = Text(form, "perSecond").Trim() is "" ? null : Number(form, "perSecond") ?? 0,
    };

    public static Html Write(PortalPage page, WebhookEndpointSettings? settings, WebhookEndpointRefusedException? refusal)
    {
        var (fault, about) = (refusal?.Message, refusal?.Property);
        var catalog = page.Context.RequestServices.GetService<WebhookCatalog>();
        Html? summary = refusal is null ? null : (Html)$"""
            <div class="error" role="alert"><h2>Nothing was saved</h2><p><a href="#{FieldOf(about)}">{fault}</a></p></div>
            """;
        return $"""
            {summary}
            {Field("url", "URL", "Where webhooks are sent: https, at a public address.", settings?.Url, about, fault,
                "type=\"url\" required maxlength=\"2048\" autocomplete=\"off\"")}
            {Types(catalog, settings, about, fault)}
            {Field("description", "Description", "What you call it. One line.", settings?.Description, about, fault, "maxlength=\"256\"")}
            {Field("channels", "Channels", "Only events of these channels, with spaces between. Empty: all.",
                string.Join(' ', settings?.Channels ?? []), about, fault, "")}
            {Field("concurrency", "Attempts at once", "1 to 1024.", $"{settings?.Concurrency ?? 16}", about, fault,
                "type=\"number\" min=\"1\" max=\"1024\" required")}
            {Field("perSecond", "Attempts in a second", "Empty: as fast as it answers.", $"{settings?.PerSecond}", about, fault,
                "type=\"number\" min=\"1\" max=\"100000\"")}
            {Thin(catalog, settings)}
            """;
    }

    private static Html? Thin(WebhookCatalog? catalog, WebhookEndpointSettings? settings) => catalog is null ? null : (Html)$"""
        <p class="choice"><input type="checkbox" id="isThin" name="isThin" value="true"{Checked(settings?.IsThin == true)}>
        <label for="isThin">Send only what an event is about, not what it says</label></p>
        """;

    private static Html Types(WebhookCatalog? catalog, WebhookEndpointSettings? settings, string? about, string? fault)
    {
        var isAtFault = about == nameof(WebhookEndpointSettings.Types);
        if (catalog is null)
        {
            return Field(
                "types", "Types of events", "With spaces between; * for all.", string.Join(' ', settings?.Types ?? []), about, fault,
                "required");
        }
        return $"""
            <fieldset id="types"{(isAtFault ? Describe("types", isAtFault) : null)}><legend>Types of events</legend>
            {Fault("types", isAtFault, fault)}
            {catalog.Types.Select((type, at) => (Html)$"""
                <p class="choice"><input type="checkbox" id="type-{at}" name="types" value="{type.Type}"
                {Checked(settings?.Types.Contains(type.Type) == true)}>
                <label for="type-{at}"><code>{type.Type}</code> {type.Description}</label></p>
                """)}
            {(settings?.Types ?? []).Except(catalog.Types.Select(static type => type.Type), StringComparer.Ordinal).Select((type, at) => (Html)$"""
                <p class="choice"><input type="checkbox" id="more-{at}" name="types" value="{type}" checked>
                <label for="more-{at}"><code>{type}</code></label></p>
                """)}
            </fieldset>
            """;
    }

    private static Html Field(string name, string label, string hint, string? value, string? about, string? fault, string attributes)
    {
        var isAtFault = FieldOf(about) == name;
        var more = new Html(attributes.Length, 0);
        more.AppendLiteral(attributes);
        return $"""
            <p class="field"><label for="{name}">{label}</label> <span class="hint" id="{name}-hint">{hint}</span>
            {Fault(name, isAtFault, fault)}
            <input id="{name}" name="{name}" value="{value:value}" {more}{Describe(name, isAtFault)}></p>
            """;
    }

    private static Html Describe(string name, bool isAtFault) => isAtFault
        ? $" aria-invalid=\"true\" aria-describedby=\"{name}-error\"" : (Html)$" aria-describedby=\"{name}-hint\"";

    private static Html? Fault(string name, bool isAtFault, string? fault) =>
        isAtFault ? (Html)$" <span class=\"fault\" id=\"{name}-error\">Error: {fault}</span>" : null;

    private static Html? Checked(bool isSo) => isSo ? (Html)$" checked" : null;

    private static string FieldOf(string? property) =>
        property is null ? "" : System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property);

    private static string Text(IFormCollection form, string name) => form[name] is [{ } value, ..] ? value : "";

    private static int? Number(IFormCollection form, string name) =>
        int.TryParse(Text(form, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
