using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CityDesk.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Encryption : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""ALTER TABLE "Requests" ALTER COLUMN "Reporter_Phone" TYPE bytea USING convert_to("Reporter_Phone"::text, 'UTF8')""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" ALTER COLUMN "Reporter_LastName" TYPE bytea USING convert_to("Reporter_LastName"::text, 'UTF8')""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" ALTER COLUMN "Reporter_FirstName" TYPE bytea USING convert_to("Reporter_FirstName"::text, 'UTF8')""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" ALTER COLUMN "Reporter_Email" TYPE bytea USING convert_to("Reporter_Email"::text, 'UTF8')""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" ALTER COLUMN "Reporter_DeviceId" TYPE bytea USING convert_to("Reporter_DeviceId"::text, 'UTF8')""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" ALTER COLUMN "Reporter_AccountId" TYPE bytea USING convert_to("Reporter_AccountId"::text, 'UTF8')""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" ALTER COLUMN "Answers" TYPE bytea USING convert_to("Answers"::text, 'UTF8')""");

            migrationBuilder.AddColumn<string>(
                name: "Key",
                table: "Requests",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<byte[]>(
                name: "ReporterEmailIndex",
                table: "Requests",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "ReporterPhoneIndex",
                table: "Requests",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ResidentId",
                table: "Requests",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Requests_Key",
                table: "Requests",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Requests_ReporterEmailIndex",
                table: "Requests",
                column: "ReporterEmailIndex");

            migrationBuilder.CreateIndex(
                name: "IX_Requests_ReporterPhoneIndex",
                table: "Requests",
                column: "ReporterPhoneIndex");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Requests_Key",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_ReporterEmailIndex",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_ReporterPhoneIndex",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "Key",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ReporterEmailIndex",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ReporterPhoneIndex",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ResidentId",
                table: "Requests");

            migrationBuilder.Sql("""ALTER TABLE "Requests" ALTER COLUMN "Reporter_Phone" TYPE character varying(40) USING NULL""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" ALTER COLUMN "Reporter_LastName" TYPE character varying(100) USING NULL""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" ALTER COLUMN "Reporter_FirstName" TYPE character varying(100) USING NULL""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" ALTER COLUMN "Reporter_Email" TYPE character varying(254) USING NULL""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" ALTER COLUMN "Reporter_DeviceId" TYPE character varying(200) USING NULL""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" ALTER COLUMN "Reporter_AccountId" TYPE character varying(200) USING NULL""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" ALTER COLUMN "Answers" TYPE jsonb USING NULL""");
        }
    }
}
