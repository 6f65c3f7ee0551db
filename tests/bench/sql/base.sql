-- Partners of a trading company and plans to call them, set-based.
-- Values depend on the number of the row alone, so that every run makes the same rows.

\ir functions.sql
-- as wide a choice as real names have: two strangers rarely differ by a letter or two
CREATE FUNCTION pg_temp.word(n bigint, salt int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT initcap(string_agg(
           pg_temp.pick('{b,c,d,f,g,h,j,k,l,m,n,p,r,s,t,v,z,br,dr,gr,kl,pl,st,tr,""}', n, salt + 7 * syllable)
        || pg_temp.pick('{a,e,i,o,u,ia,au}', n, salt + 7 * syllable + 1)
        || pg_temp.pick('{l,m,n,r,s,t,nd,rt,lk,"","",""}', n, salt + 7 * syllable + 2), ''))
    FROM generate_series(1, 3) AS syllable
$$;
CREATE FUNCTION pg_temp.slovo(n bigint, salt int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT initcap(string_agg(
           pg_temp.pick('{б,в,г,д,ж,з,к,л,м,н,п,р,с,т,ч,ш,бр,гр,пр,ст,тр}', n, salt + 7 * syllable)
        || pg_temp.pick('{а,е,и,о,у,я,ю}', n, salt + 7 * syllable + 1)
        || pg_temp.pick('{в,д,к,л,м,н,р,с,т,"","",""}', n, salt + 7 * syllable + 2), ''))
    FROM generate_series(1, 3) AS syllable
$$;
-- every seventh company carries one of the words that so many companies carry
CREATE FUNCTION pg_temp.common(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN pg_temp.below(n, 31, 7) = 0 THEN pg_temp.pick(
        '{Nova,Alfa,Star,Prima,Baltic,Royal,Green,Euro,Inter,Nordic,Atlas,Delta,Omega,Sun,Bright,Blue}', n, 32)
        || ' ' ELSE '' END
$$;
CREATE FUNCTION pg_temp.company(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN n % 10 = 0 THEN pg_temp.pick('{上海,北京,深圳,杭州,""}', n, 4) || (
            SELECT string_agg(pg_temp.pick(
                '{华,东,明,兴,远,大,海,天,瑞,丰,新,泰,安,金,龙,宏,达,盛,和,利,长,江,北,光,美,博,雅,云,帆,锦,
                  绣,中,汇,源,景,德,卓,越,百,川,同,创,星,辰,蓝,嘉,禾,鸿,运,顺,永,康,绿,洲,麒,麟,正,飞,跃,桥}',
                n, 10 + i), '')
            FROM generate_series(1, 4) AS i) || pg_temp.pick('{贸易,食品,机械,电子,纺织}', n, 5)
            || pg_temp.pick('{有限公司,股份有限公司,""}', n, 6)
        WHEN n % 10 = 1 THEN pg_temp.pick('{ООО,ЗАО,АО}', n, 6) || ' ' || pg_temp.slovo(n, 120)
            || ' ' || pg_temp.pick('{строй,торг,мебель,хлеб,металл}', n, 5)
        WHEN n % 10 = 2 THEN pg_temp.pick('{UAB,AB,MB}', n, 6) || ' ' || pg_temp.common(n) || pg_temp.word(n, 150)
            || pg_temp.pick('{ė,as,is,ūnas,ių}', n, 7) || ' ' || pg_temp.pick('{baldai,žuvis,mėsa,duona,langai}', n, 5)
        WHEN n % 10 = 3 THEN pg_temp.pick('{Construcciones,Muebles,Cerámicas,Viñedos}', n, 5) || ' '
            || pg_temp.word(n, 180) || pg_temp.pick('{ón,ez,ía,ño,ás}', n, 7) || ' ' || pg_temp.pick('{S.L.,S.A.,SL}', n, 6)
        ELSE pg_temp.common(n) || pg_temp.word(n, 210) || ' ' || pg_temp.pick(
            '{Foods,Logistics,Trading,Textiles,Steel,Marine,Optics,Dairy,Joinery,Catering,Motors,Print}', n, 5)
            || ' ' || pg_temp.pick('{Ltd,Limited,GmbH,Inc.,BV,PLC}', n, 6)
    END
$$;
-- people share names: some 3,000 namesakes among 40,000 persons
CREATE FUNCTION pg_temp.person(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT pg_temp.pick(
        '{Ada,Ben,Chloé,Dmitri,Elena,Félix,Greta,Hugo,Ingė,José,Karl,Lėja,Mia,Nora,王,李,Ona,Petras,Rūta,Jonas,Lucía,
          Andrés,Иван,Анна,Jürgen,Käthe,Heinz,Susan,Peter,Margaret,Olga,Pablo,Marta,Sofia,Luca,Tom,Eva,Max,Ida,Leo}',
        n, 71) || ' ' || pg_temp.word(pg_temp.below(n, 72, 7000), 80)
$$;
-- some companies belong to a group and share its domain
CREATE FUNCTION pg_temp.domain(employer bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT lower(pg_temp.word(number, 90)) || number || '.example'
      FROM (SELECT CASE WHEN pg_temp.below(employer, 91, 100) < 3 THEN employer / 300 * 300 ELSE employer END) AS own(number)
$$;

-- six of ten are companies, the others work at one of them
CREATE TEMP TABLE card AS
SELECT n, n % 10 < 6 AS company,
       CASE WHEN n % 10 < 6 THEN n
            ELSE (pg_temp.hash(n, 1) % :partners) / 10 * 10 + pg_temp.below(n, 2, 6) END AS employer
  FROM generate_series(0, :partners - 1) AS n;
CREATE TEMP TABLE base AS SELECT COALESCE(MAX(id), 0) + 1 AS first FROM res_partner;

INSERT INTO res_partner (
    id, name, complete_name, is_company, parent_id, commercial_partner_id, active,
    partner_share, type, lang, autopost_bills, customer_rank, user_id, create_uid, write_uid,
    create_date, write_date, email, email_normalized, phone, phone_sanitized, city, street, zip)
SELECT row.id, name, name, company, CASE WHEN NOT company THEN entity END, entity, TRUE, TRUE,
       'contact', 'en_US', 'ask', 1, seller.id, 1, 1,
       now() - interval '1 day' * pg_temp.below(n, 9, 1500), now(),
       mail, mail, phone, replace(phone, ' ', ''),
       pg_temp.pick('{London,Vilnius,Madrid,Bogotá,Москва,上海,Lyon,Wien}', n, 61),
       'Street ' || pg_temp.below(n, 62, 200), (10000 + pg_temp.below(n, 63, 89999))::text
  FROM (
    SELECT card.n, company, base.first + card.n AS id, base.first + employer AS entity,
           CASE WHEN company THEN pg_temp.company(card.n)
                ELSE pg_temp.person(card.n) END AS name,
           'p' || card.n || '@' || pg_temp.domain(employer) AS mail,
           '+44 20 ' || lpad((card.n::bigint * 7919 % 100000000)::text, 8, '0') AS phone
      FROM card, base) row
  JOIN (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS place, COUNT(*) OVER () AS total
          FROM res_users WHERE active AND NOT share) seller
    ON seller.place = pg_temp.hash(entity, 8) % seller.total;
DO $$ BEGIN PERFORM setval('res_partner_id_seq', (SELECT MAX(id) FROM res_partner)); END $$;

-- pairs that a duplicate scan has to find: the same company typed again
CREATE TABLE bench_pair (id int, twin int);
WITH twin AS (
    INSERT INTO res_partner (
        name, complete_name, is_company, active, partner_share, type, lang, autopost_bills,
        create_uid, write_uid, create_date, write_date, ref, phone)
    SELECT typed, typed, TRUE, TRUE, TRUE, 'contact', 'en_US', 'ask', 1, 1, now(), now(), id,
           CASE WHEN id % 2 = 0 THEN phone END
      FROM (SELECT id, phone, CASE id % 5
                WHEN 0 THEN upper(name)
                WHEN 1 THEN regexp_replace(name,
                    '^(ООО|ЗАО|АО|UAB|AB|MB) | (Ltd|Limited|GmbH|Inc.|BV|PLC|S.L.|S.A.|SL)$|(股份)?有限公司$', '')
                WHEN 2 THEN overlay(name PLACING 'x' FROM spot FOR 1)
                WHEN 3 THEN overlay(name PLACING '' FROM spot FOR 1)
                ELSE overlay(name PLACING reverse(substr(name, spot, 2)) FROM spot FOR 2) END AS typed
              FROM res_partner CROSS JOIN LATERAL (
                  SELECT strpos(name, word) + 1 + pg_temp.below(id, 65, 3) AS spot
                    FROM regexp_split_to_table(name, ' ') AS word ORDER BY length(word) DESC LIMIT 1) slip
             WHERE is_company AND user_id IS NOT NULL
             ORDER BY id LIMIT :partners / 100) source
    RETURNING id, ref
)
INSERT INTO bench_pair SELECT ref::int, id FROM twin;
UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL;

-- planned calls on customers
INSERT INTO mail_activity (
    res_model_id, res_model, res_id, res_name, activity_type_id, user_id, date_deadline, summary, active, automated,
    create_uid, write_uid, create_date, write_date)
SELECT model.id, 'res.partner', p.id, p.name,
       (SELECT res_id FROM ir_model_data WHERE module = 'mail' AND name = 'mail_activity_data_call'),
       p.user_id, current_date + pg_temp.below(p.id, 101, 60) - 20, 'Call', TRUE, FALSE, 1, 1, now(), now()
  FROM res_partner p, ir_model model
 WHERE model.model = 'res.partner' AND p.user_id IS NOT NULL AND p.id % 5 = 0
   AND p.id >= (SELECT first FROM base);
