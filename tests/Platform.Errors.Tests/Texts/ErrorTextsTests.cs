using System.Globalization;
using System.Resources;
using Microsoft.Extensions.Logging;

namespace Platform.Errors.Tests.Texts;

public sealed class ErrorTextsTests
{
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de");
    private static readonly CultureInfo Austrian = CultureInfo.GetCultureInfo("de-AT");

    [Fact]
    public void Title_and_detail_are_translated_and_arguments_formatted_as_the_culture_does()
    {
        var texts = Texts(new Translations
        {
            ["de:OUT_OF_STOCK.title"] = "Nicht vorrätig",
            ["de:OUT_OF_STOCK.detail"] = "Von {sku} sind nur {left} da.",
        });

        Assert.Equal("Nicht vorrätig", texts.Title(Orders.OutOfStock("bolt", 2), German));
        Assert.Equal("Von bolt sind nur -2 da.", texts.Detail(Orders.OutOfStock("bolt", -2), German));
        Assert.Equal("Out of stock", texts.Title(Orders.OutOfStock("bolt", 2)));
        Assert.Equal("Only 2 of bolt are left.", texts.Detail(Orders.OutOfStock("bolt", 2), CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Numbers_follow_the_language_of_the_text_around_them()
    {
        var entry = new ErrorDescriptor("orders", "PRICE", ErrorKind.Conflict, "Price") { Detail = "It costs {price}.", Parameters = [new("price", ErrorArgumentType.Decimal)] };
        var translated = new ErrorCatalog("orders", entry) { Resources = new Translations { ["de:PRICE.detail"] = "Es kostet {price}." } };
        var untranslated = new ErrorCatalog("orders", entry);

        Assert.Equal("Es kostet 1,5.", Texts(translated).Detail(entry.Create(1.5m), German));
        Assert.Equal("It costs 1.5.", Texts(untranslated).Detail(entry.Create(1.5m), German));
    }

    [Fact]
    public void A_region_falls_back_to_its_language_and_an_unknown_culture_to_the_neutral_text()
    {
        var texts = Texts(new Translations { ["de:ORDER_CLOSED.title"] = "Geschlossen", ["fr:ORDER_CLOSED.title"] = "Fermée" });

        Assert.Equal("Geschlossen", texts.Title(Orders.Closed(), Austrian));
        Assert.Equal("The order is closed", texts.Title(Orders.Closed(), CultureInfo.GetCultureInfo("fr")));
        Assert.Equal("de", texts.LanguageOf(Austrian));
        Assert.Equal("en", texts.LanguageOf(CultureInfo.GetCultureInfo("fr")));
        Assert.Equal("en", texts.LanguageOf(null));
    }

    [Theory]
    [InlineData(7, "Try again in 7 seconds.", "In 7 Sekunden noch einmal versuchen.")]
    [InlineData(0.03, "Try again in 1 second.", "In 1 Sekunde noch einmal versuchen.")]
    [InlineData(90.2, "Try again in 1 minute 31 seconds.", "In 1 Minute 31 Sekunden noch einmal versuchen.")]
    public void How_long_to_wait_is_said_in_whole_seconds_without_an_argument(double seconds, string english, string german)
    {
        var texts = Texts(new Translations());

        foreach (var error in (Error[])[CommonErrors.RateLimited(), CommonErrors.Unavailable(), CommonErrors.Timeout(), CommonErrors.DependencyFailed()])
        {
            Assert.Null(texts.Detail(error));
            Assert.Equal(english, texts.Detail(error.WithRetryAfter(TimeSpan.FromSeconds(seconds))));
            Assert.Equal(german, texts.Detail(error.WithRetryAfter(TimeSpan.FromSeconds(seconds)), German));
        }
        Assert.NotNull(texts.Detail(CommonErrors.Unavailable().WithRetryAfter(TimeSpan.MaxValue)));
    }

    [Fact]
    public void A_delay_of_what_never_succeeds_is_no_hole()
    {
        var translations = new Translations { ["de:ORDER_CLOSED.detail"] = "Wieder in {retryAfter}." };

        Assert.Null(Texts(translations).Detail(Orders.Closed().WithRetryAfter(TimeSpan.FromSeconds(1)), German));
    }

    [Fact]
    public void A_missing_half_of_a_translation_is_the_neutral_one()
    {
        var texts = Texts(new Translations { ["de:OUT_OF_STOCK.title"] = "Nicht vorrätig", ["de:OUT_OF_STOCK.detail"] = "  " });

        Assert.Equal("Nicht vorrätig", texts.Title(Orders.OutOfStock("bolt", 2), German));
        Assert.Equal("Only 2 of bolt are left.", texts.Detail(Orders.OutOfStock("bolt", 2), German));
        Assert.Equal("The order is closed", texts.Title(Orders.Closed(), German));
    }

    [Fact]
    public void What_every_service_has_is_translated_without_anybody_doing_anything()
    {
        var texts = Texts(new Translations());

        Assert.Equal("Hier gibt es nichts", texts.Title(CommonErrors.NotFound(), Austrian));
        Assert.Equal("Das Lesen ist in Zeile 3 bei Byte 7 gescheitert.", texts.Detail(CommonErrors.MalformedJson(3, 7), German));
        Assert.Equal("de", texts.LanguageOf(CommonErrors.MalformedJson(3, 7), German));
        Assert.Equal("There is nothing here", texts.Title(CommonErrors.NotFound()));
    }

    [Fact]
    public void Every_common_error_has_a_german_title_and_a_german_detail_where_it_has_one()
    {
        var log = new LogRecorder<ErrorTexts>();
        var texts = Texts(Orders.Translated(new Translations()), log);

        Assert.All(CommonErrors.Catalog, static descriptor => Assert.NotNull(CommonErrors.Catalog.Resources!.GetString($"{descriptor.Code}.title", German)));
        foreach (var descriptor in CommonErrors.Catalog)
        {
            var text = texts.Of(descriptor, German);
            Assert.Equal(("de", "de"), (text.TitleLanguage, text.Detail is null ? "de" : text.DetailLanguage));
            Assert.NotEqual(descriptor.Title, text.Title);
        }
        Assert.Empty(log.Records);
    }

    [Fact]
    public void It_says_which_language_a_text_is_really_in()
    {
        var texts = Texts(new Translations
        {
            ["de:OUT_OF_STOCK.title"] = "Nicht vorrätig",
            ["de:PAYMENT_DECLINED.title"] = "Abgelehnt",
            ["de:PAYMENT_DECLINED.detail"] = "Die Karte {card} wurde abgelehnt.",
        });

        Assert.Equal("de", texts.LanguageOf(Orders.Declined("4711", "DE-1", 1), Austrian));
        Assert.Equal("en", texts.LanguageOf(Orders.Declined("4711", "DE-1", 1), CultureInfo.GetCultureInfo("fr")));
        Assert.Equal("en", texts.LanguageOf(Orders.Declined("4711", "DE-1", 1), null));
        Assert.Equal("en", texts.LanguageOf(Orders.Closed(), German));
        Assert.Equal("de, en", texts.LanguageOf(Orders.OutOfStock("bolt", 2), German));
        Assert.Equal("de", texts.LanguageOf(CommonErrors.InvalidValue("because"), German));
    }

    [Fact]
    public void Collected_errors_count_for_the_language_as_well()
    {
        var texts = Texts(new Translations { ["de:PAYMENT_DECLINED.detail"] = "Die Karte {card} wurde abgelehnt." });

        Assert.Equal("de", texts.LanguageOf(Error.Combine(Orders.Declined("1", "2", 3), CommonErrors.NotFound()), German));
        Assert.Equal("de, en", texts.LanguageOf(Error.Combine(Orders.Declined("1", "2", 3), Orders.Closed(), Orders.Closed()), German));
        Assert.Equal("en", texts.LanguageOf(Error.Combine(Orders.Declined("1", "2", 3), Orders.Closed()), null));
    }

    [Fact]
    public void A_text_of_the_neutral_resources_is_no_translation()
    {
        var texts = Texts(new Translations { [":ORDER_CLOSED.title"] = "Closed, by the resources", ["de:ORDER_CLOSED.title"] = "Closed, by the resources" });

        Assert.Equal("The order is closed", texts.Title(Orders.Closed(), German));
        Assert.Equal("en", texts.LanguageOf(Orders.Closed(), German));
    }

    [Fact]
    public void A_text_of_the_language_is_not_said_to_be_that_of_a_region()
    {
        var translations = new Translations { ["de:ORDER_CLOSED.title"] = "Geschlossen", ["de-AT:ORDER_CLOSED.title"] = "Geschlossen", ["de-AT:OUT_OF_STOCK.title"] = "Heuer aus" };
        var texts = new ErrorTexts(new ErrorCatalogs(Orders.Translated(translations)), Subject.Options(options => options.Cultures.Add("de-AT")), new LogRecorder<ErrorTexts>());

        Assert.Equal("de", texts.LanguageOf(Orders.Closed(), Austrian));
        Assert.Equal("de-AT, en", texts.LanguageOf(Orders.OutOfStock("bolt", 2), Austrian));
    }

    [Fact]
    public void A_service_whose_own_texts_are_german_says_the_common_ones_in_german_too()
    {
        var texts = new ErrorTexts(new ErrorCatalogs(Orders.Catalog), Subject.Options(options => options.NeutralLanguage = "de"), new LogRecorder<ErrorTexts>());

        Assert.Equal("Hier gibt es nichts", texts.Title(CommonErrors.NotFound()));
        Assert.Equal("de", texts.LanguageOf(CommonErrors.NotFound(), null));
        Assert.Equal("de", texts.LanguageOf(Orders.Closed(), null));
    }

    [Fact]
    public void Numbers_in_neutral_texts_are_written_as_their_language_writes_them()
    {
        var entry = new ErrorDescriptor("orders", "PRICE", ErrorKind.Conflict, "Preis") { Detail = "Es kostet {price}.", Parameters = [new("price", ErrorArgumentType.Decimal)] };

        Assert.Equal("Es kostet 1,5.", Neutral(new ErrorCatalog("orders", entry), "de").Detail(entry.Create(1.5m)));
        Assert.Equal("Es kostet 1,5.", Neutral(new ErrorCatalog("orders", entry) { NeutralLanguage = "de" }, "en").Detail(entry.Create(1.5m)));
        Assert.Equal("Es kostet 1,5.", Neutral(new ErrorCatalog("orders", entry), "de").Detail(entry.Create(1.5m), CultureInfo.GetCultureInfo("fr")));
        // English is what the catalogue says of itself, whatever the service speaks.
        Assert.Equal("Es kostet 1.5.", Neutral(new ErrorCatalog("orders", entry) { NeutralLanguage = "en" }, "de").Detail(entry.Create(1.5m)));
        Assert.Equal("Es kostet 1.5.", Neutral(new ErrorCatalog("orders", entry), "en").Detail(entry.Create(1.5m)));

        static ErrorTexts Neutral(ErrorCatalog catalog, string language) =>
            new(new ErrorCatalogs(catalog), Subject.Options(options => options.NeutralLanguage = language), new LogRecorder<ErrorTexts>());
    }

    [Fact]
    public void A_catalogue_in_another_language_than_the_service_says_so()
    {
        var texts = new ErrorTexts(new ErrorCatalogs(Orders.Catalog), Subject.Options(options => options.NeutralLanguage = "pt"), new LogRecorder<ErrorTexts>());

        Assert.Equal("There is nothing here", texts.Title(CommonErrors.NotFound()));
        Assert.Equal("en", texts.LanguageOf(CommonErrors.NotFound(), null));
        Assert.Equal("pt", texts.LanguageOf(Orders.Closed(), null));
        Assert.Throws<ArgumentException>(static () => new ErrorCatalog("a") { NeutralLanguage = "de_AT" });
    }

    [Theory]
    [InlineData("Von {sku")]
    [InlineData("Von {ware}")]
    [InlineData("Von }")]
    public void A_broken_translation_leaves_the_neutral_text_and_is_logged_once(string broken)
    {
        var log = new LogRecorder<ErrorTexts>();
        var texts = Texts(Orders.Translated(new Translations { ["de:OUT_OF_STOCK.detail"] = broken }), log);

        for (var times = 0; times < 3; times++)
            Assert.Equal("Only 2 of bolt are left.", texts.Detail(Orders.OutOfStock("bolt", 2), German));

        var record = Assert.Single(log.Records);
        Assert.Equal(LogLevel.Warning, record.Level);
        Assert.Contains("OUT_OF_STOCK.detail", record.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_translation_cannot_disclose_what_the_catalogue_does_not()
    {
        var texts = Texts(Orders.Translated(new Translations { ["de:PAYMENT_DECLINED.detail"] = "Das Konto {account} ist leer." }));

        Assert.Equal("The card 4711 was declined.", texts.Detail(Orders.Declined("4711", "DE-1", 1), German));
    }

    [Fact]
    public void Resources_that_cannot_be_read_leave_the_neutral_text()
    {
        var log = new LogRecorder<ErrorTexts>();
        var texts = Texts(Orders.Translated(new ResourceManager("Nowhere", typeof(ErrorTextsTests).Assembly)), log);

        Assert.Equal("The order is closed", texts.Title(Orders.Closed(), German));
        Assert.Equal("Only 2 of bolt are left.", texts.Detail(Orders.OutOfStock("bolt", 2), German));
        var only = Assert.Single(log.Records);
        Assert.Equal((LogLevel.Warning, 2), (only.Level, only.Event.Id));
        Assert.Null(only.Exception);
        Assert.StartsWith("The catalogue orders has no translations: its resources Nowhere are not in Platform.Errors.Tests, which has none.", only.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Resources_of_another_name_are_told_once_for_all_languages_with_the_names_that_there_are()
    {
        var log = new LogRecorder<ErrorTexts>();
        var texts = new ErrorTexts(
            new ErrorCatalogs(Orders.Translated(new ResourceManager("Platform.Errors.Texts.CommonErrors", typeof(CommonErrors).Assembly))),
            Subject.Options(options =>
            {
                options.Cultures.Add("de");
                options.Cultures.Add("fr");
            }),
            log);

        Assert.Equal("The order is closed", texts.Title(Orders.Closed(), German));
        Assert.Equal("The order is closed", texts.Title(Orders.Closed(), CultureInfo.GetCultureInfo("fr")));
        Assert.Contains(
            "its resources Platform.Errors.Texts.CommonErrors are not in Platform.Errors, which has Platform.Errors.CommonErrors.",
            Assert.Single(log.Records).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Translations_without_neutral_resources_are_translations()
    {
        var log = new LogRecorder<ErrorTexts>();
        // The satellite of the package has German, and the codes of another catalogue are not in it.
        var texts = Texts(Orders.Translated(new ResourceManager("Platform.Errors.CommonErrors", typeof(CommonErrors).Assembly)), log);

        Assert.Equal("The order is closed", texts.Title(Orders.Closed(), German));
        Assert.Empty(log.Records);
    }

    [Fact]
    public void A_duration_is_said_in_words()
    {
        var texts = Texts(new Translations { ["de:ORDERS_BUSY.detail"] = "Noch {retryAfter}." });

        Assert.Equal("Try again in 3 seconds.", texts.Detail(Orders.Busy(TimeSpan.FromSeconds(3))));
        Assert.Equal("Noch 1 Minute 30 Sekunden.", texts.Detail(Orders.Busy(TimeSpan.FromSeconds(90)), German));
        Assert.Equal("ORDERS_BUSY: Try again in 3 seconds.", Orders.Busy(TimeSpan.FromSeconds(3)).ToString());
    }

    [Fact]
    public void A_detail_that_has_no_value_for_any_of_its_holes_is_left_out()
    {
        var texts = Texts(new Translations());

        Assert.Null(texts.Detail(CommonErrors.UnexpectedJson()));
        Assert.Equal("Expected: integer (int32).", texts.Detail(CommonErrors.UnexpectedJson("integer (int32)", "string")));
        Assert.Equal("Erwartet: array.", texts.Detail(CommonErrors.UnexpectedJson("array", "object"), German));
        Assert.Equal("UNEXPECTED_JSON: The JSON has another form than is expected here", CommonErrors.UnexpectedJson().ToString());
    }

    [Theory]
    [InlineData("de", "de")]
    [InlineData("DE", "de")]
    [InlineData("de-AT-1996", "de")]
    [InlineData("en-GB", "")]
    [InlineData("*", "")]
    public void A_language_range_finds_its_culture(string range, string expected)
    {
        Assert.True(Texts(new Translations()).TryMatch(range, out var culture));
        Assert.Equal(expected, culture.Name);
    }

    [Theory]
    [InlineData("fr")]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("de-")]
    [InlineData("-de")]
    [InlineData("d e")]
    [InlineData("de_AT")]
    [InlineData("1de")]
    [InlineData("dee")]
    [InlineData("abcdefghi")]
    [InlineData("de-AT-abcdefgh-abcdefgh-abcdefgh-abcdefgh")]
    [InlineData("../../etc/passwd")]
    public void What_is_no_language_here_matches_nothing(string range) => Assert.False(Texts(new Translations()).TryMatch(range, out _));

    private static ErrorTexts Texts(Translations translations) => Texts(Orders.Translated(translations));

    private static ErrorTexts Texts(ErrorCatalog catalog, LogRecorder<ErrorTexts>? log = null) =>
        new(new ErrorCatalogs(catalog), Subject.Options(options => options.Cultures.Add("de")), log ?? new LogRecorder<ErrorTexts>());

    /// <summary>Resources in memory, as <c>culture:NAME</c>.</summary>
    private sealed class Translations : ResourceManager
    {
        private readonly Dictionary<string, string> _texts = [];

        public string this[string name]
        {
            set => _texts[name] = value;
        }

        public override string? GetString(string name, CultureInfo? culture) => _texts.GetValueOrDefault($"{culture!.Name}:{name}");
    }
}
